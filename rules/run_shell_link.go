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
	FixDoc: "Writes `SHELL [\"/bin/bash\", \"-c\"]` in place of a RUN that does nothing else. It also holds for CMD and ENTRYPOINT in shell form; look at programs that call /bin/sh and expect bash.",
	Safety: Review,
	Check: func(p *Pass) {
		p.commands(func(in *syntax.Instruction, c *syntax.Command) {
			if c.Program() != "ln" {
				return
			}
			if last := c.Words[len(c.Words)-1].Value; last == "/bin/sh" || last == "/usr/bin/sh" {
				p.Report(c.Span, "This changes the shell of the whole system, package scripts among it. `SHELL [\"/bin/bash\", \"-c\"]` changes that of the RUNs below.", shellInstead(p, in, c))
			}
		})
	},
}

// shellInstead returns the fix, nil where the RUN does more than to link.
func shellInstead(p *Pass, in *syntax.Instruction, c *syntax.Command) *Fix {
	target := c.Words[len(c.Words)-2].Value
	if len(in.Script().Steps) != 1 || in.Script().Steps[0].Command != c || p.File.Instructions[in.Index].Trigger != nil || target != "/bin/bash" && target != "bash" && target != "/usr/bin/bash" {
		return nil
	}
	return &Fix{
		Safety: Review,
		Note:   "The instructions below use bash; the system keeps its own /bin/sh. Look at programs that call /bin/sh and expect bash.",
		Edits:  []Edit{{Span: in.Span, New: likeCase("SHELL", p.File.Text(in.Keyword)) + ` ["/bin/bash", "-c"]`}},
	}
}
