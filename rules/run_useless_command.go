package rules

import (
	"slices"

	"github.com/drydock-dev/drydock/syntax"
)

var runUselessCommand = &Rule{
	ID:       "run-useless-command",
	Aliases:  []string{"DL3001"},
	Severity: Info,
	Profile:  Strict,
	Since:    "1.0",
	Summary:  "a command that makes no sense in a build",
	Doc: "A build has no terminal, no services and no neighbours: what starts, stops, shows or\n" +
		"edits them does nothing for the image.",
	FixDoc: "None: what was meant only you can say.",
	Check: func(p *Pass) {
		p.commands(func(in *syntax.Instruction, c *syntax.Command) {
			if slices.Contains([]string{"ssh", "vim", "shutdown", "service", "ps", "free", "top", "kill", "mount"}, c.Program()) {
				p.Report(c.Span, "`"+c.Program()+"` has no lasting effect in a build: there is no terminal, no service and no other process. Leave it out, or start it when the container starts.", nil)
			}
		})
	},
}
