package stage

import (
	"github.com/drydock-dev/drydock/buildkit"
	"github.com/drydock-dev/drydock/lint"
)

var InvalidDefinitionDescription = &lint.Rule{
	ID:       "InvalidDefinitionDescription",
	BuildKit: []string{"InvalidDefinitionDescription"},
	Severity: lint.Info,
	Profile:  lint.Strict,
	Since:    "1.0",
	Summary:  "a comment above a stage or an ARG that doesn't start with its name",
	Doc: "`docker build --call=outline` shows a comment directly above a named stage or an ARG as\n" +
		"its description, if it starts with the name. BuildKit treats this check as experimental\n" +
		"and runs it only if the file asks for it.",
	FixDoc: "None: only you know whether the comment is about this instruction.",
	Check: lint.Dockerfile(func(p *lint.DockerfilePass) {
		for _, in := range p.File.Instructions {
			if buildkit.Warned(p.File, "InvalidDefinitionDescription", in) {
				p.Report(p.File.TrimmedLines(in.Line, in.EndLine), "BuildKit reads the comment above as a description, but it doesn't start with the name. Start it with the name, or move it.", nil)
			}
		}
	}),
}
