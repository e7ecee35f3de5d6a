package run

import (
	"github.com/drydock-dev/drydock/lint"
	"github.com/drydock-dev/drydock/lint/edit"
	"github.com/drydock-dev/drydock/syntax/dockerfile"
	"github.com/drydock-dev/drydock/syntax/shell"
)

var ShellLink = &lint.Rule{
	ID:       "run-shell-link",
	Aliases:  []string{"DL4005"},
	Severity: lint.Info,
	Profile:  lint.Strict,
	Since:    "1.0",
	Summary:  "/bin/sh is replaced with a link",
	Doc: "The distribution's package scripts use /bin/sh too, and were written for the one that it\n" +
		"ships. SHELL sets the shell for the RUNs of this file, and changes nothing else.",
	FixDoc: "Replaces a RUN that does nothing else with `SHELL [\"/bin/bash\", \"-c\"]`. That also sets the shell for CMD and ENTRYPOINT in shell form. Check programs that call /bin/sh and expect bash.",
	Safety: lint.Review,
	Check: lint.Dockerfile(func(p *lint.DockerfilePass) {
		p.File.RunCommands(func(in *dockerfile.Instruction, c *shell.Command) {
			if c.Program() != "ln" {
				return
			}
			if last := c.Words[len(c.Words)-1].Value; last == "/bin/sh" || last == "/usr/bin/sh" {
				p.Report(c.Span, "This changes the shell for the whole system, including package scripts. Use `SHELL [\"/bin/bash\", \"-c\"]` for the RUNs below instead.", shellInstead(p.File, in, c))
			}
		})
	}),
}

// shellInstead returns the fix, nil where the RUN does more than link, or doesn't link to bash.
func shellInstead(file *dockerfile.File, in *dockerfile.Instruction, c *shell.Command) *lint.Fix {
	target := c.Words[len(c.Words)-2].Value
	if len(in.Script().Steps) != 1 || in.Script().Steps[0].Command != c || in.IsTrigger() || target != "/bin/bash" && target != "bash" && target != "/usr/bin/bash" {
		return nil
	}
	return &lint.Fix{
		Safety: lint.Review,
		Note:   "The instructions below use bash, and the system keeps its own /bin/sh. Check programs that call /bin/sh and expect bash.",
		Edits:  []lint.Edit{{Span: in.Span, New: edit.LikeCase("SHELL", file.Text(in.Keyword)) + ` ["/bin/bash", "-c"]`}},
		Calls:  lint.RemovesCalls(firstWords(c)).Join(lint.Calls{Settings: true}),
	}
}
