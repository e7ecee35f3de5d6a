package stage

import (
	"fmt"
	"strings"

	"github.com/drydock-dev/drydock/buildkit"
	"github.com/drydock-dev/drydock/lint"
	"github.com/drydock-dev/drydock/syntax/dockerfile"
)

var InstructionCasing = &lint.Rule{
	ID:       "instruction-casing",
	BuildKit: []string{"ConsistentInstructionCasing"},
	Severity: lint.Info,
	Profile:  lint.Strict,
	Since:    "1.0",
	Summary:  "an instruction in a different case from the others",
	Doc:      "Instructions work in any case, but mixed case is hard to scan.",
	FixDoc:   "Writes the instruction in the same case as most others. The build is the same.",
	Safety:   lint.Safe,
	Check: lint.Dockerfile(func(p *lint.DockerfilePass) {
		for _, in := range p.File.Instructions {
			word := p.File.Text(in.Keyword)
			want := strings.ToUpper(word)
			if mostlyLower(p.File) {
				want = strings.ToLower(word)
			}
			if word != want && buildkit.Warned(p.File, "ConsistentInstructionCasing", in) {
				p.Report(in.Keyword, fmt.Sprintf("This instruction is easy to miss: the others are in the case of `%s`. Use the same case.", want),
					&lint.Fix{Safety: lint.Safe, SameBuild: true, Note: "Changes only the case. The build is the same.", Edits: []lint.Edit{{Span: in.Keyword, New: want}}})
			}
		}
	}),
}

// mostlyLower reports whether most instructions are in lower case, counted as BuildKit does.
func mostlyLower(f *dockerfile.File) bool {
	lower, upper := 0, 0
	for _, in := range f.Instructions {
		switch word := f.Text(in.Keyword); word {
		case strings.ToLower(word):
			lower++
		case strings.ToUpper(word):
			upper++
		}
	}
	return lower > upper
}
