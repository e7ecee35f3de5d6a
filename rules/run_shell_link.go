package rules

import (
	"github.com/drydock-dev/drydock/syntax"
)

var runShellLink = &Rule{
	ID:       "run-shell-link",
	Aliases:  []string{"DL4005"},
	Severity: Info,
	Profile:  Strict,
	Since:    "1.0",
	Summary:  "/bin/sh is replaced by a link",
	Doc: "Every package script of the distribution uses /bin/sh, too, and was written for the\n" +
		"one it brings. SHELL says which shell the RUNs of this file use, and changes\n" +
		"nothing else.",
	FixDoc: "None: `SHELL [\"/bin/bash\", \"-c\"]` in its place also holds for CMD and ENTRYPOINT in shell form.",
	Check: func(p *Pass) {
		p.commands(func(in *syntax.Instruction, c *syntax.Command) {
			if c.Program() != "ln" {
				return
			}
			if last := c.Words[len(c.Words)-1].Value; last == "/bin/sh" || last == "/usr/bin/sh" {
				p.Report(c.Span, "This changes the shell of the whole system, package scripts among it. `SHELL [\"/bin/bash\", \"-c\"]` changes that of the RUNs below.", nil)
			}
		})
	},
}
