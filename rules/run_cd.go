package rules

import (
	"github.com/drydock-dev/drydock/syntax"
)

var runCd = &Rule{
	ID:       "run-cd",
	Aliases:  []string{"DL3003", "DS-0013"},
	Severity: Info,
	Profile:  Strict,
	Since:    "1.0",
	Summary:  "`cd` in a RUN, where WORKDIR would say it for all",
	Doc: "A `cd` holds for the rest of its RUN and is forgotten in the next. Chains of them\n" +
		"are hard to follow; WORKDIR says once, and for all that follows, where things\n" +
		"happen, and creates the folder.",
	FixDoc: "None: whether later instructions should run in that folder, too, only you can say.",
	Check: func(p *Pass) {
		p.commands(func(in *syntax.Instruction, c *syntax.Command) {
			if c.Program() == "cd" {
				p.Report(c.Span, "This `cd` is forgotten at the end of its RUN. `WORKDIR` says where things happen, for all that follows.", nil)
			}
		})
	},
}
