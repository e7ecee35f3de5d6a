package run

import (
	"fmt"

	"github.com/drydock-dev/drydock/lint"
	"github.com/drydock-dev/drydock/syntax/dockerfile"
	"github.com/drydock-dev/drydock/syntax/shell"
)

var WgetAndCurl = &lint.Rule{
	ID:       "run-wget-and-curl",
	Aliases:  []string{"DL4001", "DS-0014"},
	Severity: lint.Info,
	Profile:  lint.Strict,
	Since:    "1.0",
	Summary:  "both wget and curl in one stage",
	Doc: "wget and curl do the same job. One of them is installed, kept up to date and scanned for\n" +
		"nothing.",
	FixDoc: "None: their options differ, so only you know which of them to keep.",
	Check: lint.Dockerfile(func(p *lint.DockerfilePass) {
		first := map[*dockerfile.Stage]string{}
		said := map[*dockerfile.Stage]bool{}
		p.File.RunCommands(func(in *dockerfile.Instruction, c *shell.Command) {
			name := c.Program()
			if name != "wget" && name != "curl" || said[in.Stage] {
				return
			}
			if earlier := first[in.Stage]; earlier == "" {
				first[in.Stage] = name
			} else if earlier != name {
				said[in.Stage] = true
				p.Report(c.Span, fmt.Sprintf("This stage needs two programs for one job: `%s` above and `%s` here. Use one of them.", earlier, name), nil)
			}
		})
	}),
}
