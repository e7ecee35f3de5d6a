package rules

import (
	"fmt"

	"strings"
)

var stageCasing = &Rule{
	ID:       "stage-casing",
	BuildKit: []string{"StageNameCasing"},
	Severity: Info,
	Profile:  Strict,
	Since:    "1.0",
	Summary:  "a stage name with capital letters",
	Doc: "Stage names are not case-sensitive. `Build` here and `build` there are the same stage, but\n" +
		"readers and searches don't see that.",
	FixDoc: "Writes the name in lower case where it's defined. BuildKit already uses that name, so the build is the same.",
	Safety: Safe,
	Check: func(p *Pass) {
		for _, stage := range p.File.Stages {
			in := stage.From
			if len(in.Args) < 3 || !p.warned("StageNameCasing", in) {
				continue
			}
			name := in.Args[2]
			p.Report(name.Span, fmt.Sprintf("A search for `%s` may miss uses of this stage, because BuildKit calls it `%s`. Write it in lower case.", name.Text, stage.Name),
				&Fix{Safety: Safe, SameBuild: true, Note: "BuildKit already uses this name for the stage.", Edits: []Edit{{Span: name.Span, New: strings.ToLower(p.File.Text(name.Span))}}})
		}
	},
}
