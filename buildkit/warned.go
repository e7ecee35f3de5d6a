package buildkit

import (
	"slices"

	"github.com/drydock-dev/drydock/syntax/dockerfile"
)

// Warned reports whether a check of BuildKit has a warning on the lines of an instruction.
func Warned(file *dockerfile.File, check string, in *dockerfile.Instruction) bool {
	return slices.ContainsFunc(Convert(file).Warnings, func(w Warning) bool {
		return w.Check == check && in.Line <= w.Line && w.Line <= in.EndLine
	})
}
