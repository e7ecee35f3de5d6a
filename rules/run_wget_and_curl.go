package rules

import (
	"github.com/drydock-dev/drydock/syntax"
)

var runWgetAndCurl = &Rule{
	ID:       "run-wget-and-curl",
	Aliases:  []string{"DL4001", "DS-0014"},
	Severity: Info,
	Profile:  Strict,
	Since:    "1.0",
	Summary:  "both wget and curl in one stage",
	Doc: "Two programs for the same job: one of them is installed, kept up to date and\n" +
		"scanned for nothing.",
	FixDoc: "None: their options differ, so which of the two to keep only you can say.",
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
				p.Report(c.Span, "This stage fetches with `"+earlier+"` above and with `"+name+"` here: two programs to install for one job. Use one of them.", nil)
			}
		})
	},
}
