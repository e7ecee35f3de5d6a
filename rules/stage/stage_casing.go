package stage

import (
	"fmt"
	"strings"

	"github.com/drydock-dev/drydock/buildkit"
	"github.com/drydock-dev/drydock/lint"
)

var Casing = &lint.Rule{
	ID:       "stage-casing",
	BuildKit: []string{"StageNameCasing"},
	Severity: lint.Info,
	Profile:  lint.Strict,
	Since:    "1.0",
	Summary:  "a stage name with capital letters",
	Doc: "Stage names are not case-sensitive. `Build` here and `build` there are the same stage, but\n" +
		"readers and searches don't see that.",
	FixDoc: "Writes the name in lower case where it's defined. BuildKit already uses that name, so the build is the same.",
	Safety: lint.Safe,
	Check: lint.Dockerfile(func(p *lint.DockerfilePass) {
		for _, stage := range p.File.Stages {
			in := stage.From
			if len(in.Args) < 3 || !buildkit.Warned(p.File, "StageNameCasing", in) {
				continue
			}
			name := in.Args[2]
			p.Report(name.Span, fmt.Sprintf("A search for `%s` may miss uses of this stage, because BuildKit calls it `%s`. Write it in lower case.", name.Text, stage.Name),
				&lint.Fix{Safety: lint.Safe, SameBuild: true, Note: "BuildKit already uses this name for the stage.", Edits: []lint.Edit{{Span: name.Span, New: strings.ToLower(p.File.Text(name.Span))}}})
		}
	}),
}
