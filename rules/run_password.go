package rules

import (
	"slices"
	"strings"

	"github.com/drydock-dev/drydock/syntax"
)

var runPassword = &Rule{
	ID:       "run-password",
	Aliases:  []string{"CKV2_DOCKER_17"},
	Severity: Warning,
	Profile:  Security,
	Since:    "1.0",
	Summary:  "a password in a layer",
	Doc: "Anyone who can pull the image can read the password, in the history or in /etc/shadow.\n" +
		"Every container has the same one.",
	FixDoc: "None: only you know whether a password is needed at all. A secret mount keeps one out of the image.",
	Check: func(p *Pass) {
		p.commands(func(in *syntax.Instruction, c *syntax.Command) {
			if name := c.Program(); name == "chpasswd" || name == "htpasswd" && hasOption(c, "-b") || (name == "useradd" || name == "usermod") && hasOption(c, "-p", "--password") {
				p.Report(c.Span, "Anyone who can pull the image can read this password, and every container shares it. Remove it, or set it when the container starts.", nil)
			}
		})
	},
}

// hasOption reports whether a command has one of the options. A short one may be in a cluster,
// as -b in -cb.
func hasOption(c *syntax.Command, names ...string) bool {
	return slices.ContainsFunc(c.Words[1:], func(w syntax.Word) bool {
		name, _, _ := strings.Cut(w.Value, "=")
		return slices.ContainsFunc(names, func(n string) bool {
			cluster := len(n) == 2 && len(name) > 2 && name[0] == '-' && name[1] != '-'
			return name == n || cluster && strings.Contains(name[1:], n[1:])
		})
	})
}
