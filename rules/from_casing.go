package rules

import (
	"fmt"
	"slices"

	"github.com/drydock-dev/drydock/buildkit"
	"github.com/drydock-dev/drydock/syntax"
)

var fromCasing = &Rule{
	ID:       "from-casing",
	BuildKit: []string{"FromAsCasing"},
	Severity: Info,
	Profile:  Strict,
	Since:    "1.0",
	Summary:  "`FROM` and `as` in different cases",
	Doc: "`FROM image as name` mixes two cases in one instruction. It works, but looks like a\n" +
		"mistake.",
	FixDoc: "Writes `as` in the case of `FROM`. The build is the same.",
	Safety: Safe,
	Check: func(p *Pass) {
		for _, stage := range p.File.Stages {
			in := stage.From
			if len(in.Args) < 3 || p.File.Position(in.Args[1].Span.Start).Line != in.Line {
				continue
			}
			as, want := in.Args[1], likeCase("AS", p.File.Text(in.Keyword))
			if p.File.Text(as.Span) != want && p.warned("FromAsCasing", in) {
				p.Report(as.Span, fmt.Sprintf("`%s` next to `%s` looks like a mistake. Write both in the same case.", as.Text, p.File.Text(in.Keyword)),
					&Fix{Safety: Safe, SameBuild: true, Note: "Changes only the case. The build is the same.", Edits: []Edit{{Span: as.Span, New: want}}})
			}
		}
	},
}

// warned reports whether a check of BuildKit has a warning on the lines of an instruction.
func (p *Pass) warned(check string, in *syntax.Instruction) bool {
	return slices.ContainsFunc(p.Build.Warnings, func(w buildkit.Warning) bool {
		return w.Check == check && in.Line <= w.Line && w.Line <= in.EndLine
	})
}
