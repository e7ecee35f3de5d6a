package base

import (
	"fmt"

	"github.com/drydock-dev/drydock/buildkit"
	"github.com/drydock-dev/drydock/lint"
	"github.com/drydock-dev/drydock/lint/edit"
)

var FromCasing = &lint.Rule{
	ID:       "from-casing",
	BuildKit: []string{"FromAsCasing"},
	Severity: lint.Info,
	Profile:  lint.Strict,
	Since:    "1.0",
	Summary:  "`FROM` and `as` in different cases",
	Doc: "`FROM image as name` mixes two cases in one instruction. It works, but looks like a\n" +
		"mistake.",
	FixDoc: "Writes `as` in the case of `FROM`. The build is the same.",
	Safety: lint.Safe,
	Check: lint.Dockerfile(func(p *lint.DockerfilePass) {
		for _, stage := range p.File.Stages {
			in := stage.From
			if len(in.Args) < 3 || p.File.Position(in.Args[1].Span.Start).Line != in.Line {
				continue
			}
			as, want := in.Args[1], edit.LikeCase("AS", p.File.Text(in.Keyword))
			if p.File.Text(as.Span) != want && buildkit.Warned(p.File, "FromAsCasing", in) {
				p.Report(as.Span, fmt.Sprintf("`%s` next to `%s` looks like a mistake. Write both in the same case.", as.Text, p.File.Text(in.Keyword)),
					&lint.Fix{Safety: lint.Safe, SameBuild: true, Note: "Changes only the case. The build is the same.", Edits: []lint.Edit{{Span: as.Span, New: want}}})
			}
		}
	}),
}
