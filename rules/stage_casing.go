package rules

import "strings"

var stageCasing = &Rule{
	ID:       "stage-casing",
	BuildKit: []string{"StageNameCasing"},
	Severity: Info,
	Profile:  Strict,
	Since:    "1.0",
	Summary:  "a stage whose name has capital letters",
	Doc: "Build stage names are not case-sensitive. One written `Build` here and `build` there\n" +
		"is the same stage, but readers and searches do not see that.",
	FixDoc: "Writes the name in lower case, where it is given. BuildKit knows the stage by that name already, so the build is the same.",
	Safety: Safe,
	Check: func(p *Pass) {
		for _, stage := range p.File.Stages {
			in := stage.From
			if len(in.Args) < 3 || !p.warned("StageNameCasing", in) {
				continue
			}
			name := in.Args[2]
			p.Report(name.Span, "To BuildKit `"+name.Text+"` is `"+stage.Name+"`, so others may write it so and a search does not find it. Write it in lower case.",
				&Fix{Safety: Safe, SameBuild: true, Note: "BuildKit knows the stage by this name already.", Edits: []Edit{{Span: name.Span, New: strings.ToLower(p.File.Text(name.Span))}}})
		}
	},
}
