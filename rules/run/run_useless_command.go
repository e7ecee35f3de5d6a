package run

import (
	"fmt"
	"slices"

	"github.com/drydock-dev/drydock/lint"
	"github.com/drydock-dev/drydock/syntax/dockerfile"
	"github.com/drydock-dev/drydock/syntax/shell"
)

var UselessCommand = &lint.Rule{
	ID:       "run-useless-command",
	Aliases:  []string{"DL3001"},
	Severity: lint.Info,
	Profile:  lint.Strict,
	Since:    "1.0",
	Summary:  "a command that makes no sense in a build",
	Doc: "A build has no terminal, no services and no other processes. A command that starts,\n" +
		"stops, shows or edits them does nothing for the image.",
	FixDoc: "None: only you know what was meant.",
	Check: lint.Dockerfile(func(p *lint.DockerfilePass) {
		p.File.RunCommands(func(in *dockerfile.Instruction, c *shell.Command) {
			if slices.Contains([]string{"ssh", "vim", "shutdown", "service", "ps", "free", "top", "kill", "mount"}, c.Program()) {
				p.About(lostWithShell(c.Program())).Report(c.Span, fmt.Sprintf("`%s` has no lasting effect: a build has no terminal, services or other processes. Remove it, or run it when the container starts.", c.Program()), nil)
			}
		})
	}),
}
