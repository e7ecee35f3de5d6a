package rules

import (
	"fmt"

	"github.com/drydock-dev/drydock/syntax"
)

var runWgetAndCurl = &Rule{
	ID:       "run-wget-and-curl",
	Aliases:  []string{"DL4001", "DS-0014"},
	Severity: Info,
	Profile:  Strict,
	Since:    "1.0",
	Summary:  "both wget and curl in one stage",
	Doc: "wget and curl do the same job. One of them is installed, kept up to date and scanned for\n" +
		"nothing.",
	FixDoc: "None: their options differ, so only you know which of them to keep.",
	Check: func(p *Pass) {
		first := map[*syntax.Stage]string{}
		said := map[*syntax.Stage]bool{}
		p.commands(func(in *syntax.Instruction, c *syntax.Command) {
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
	},
}
