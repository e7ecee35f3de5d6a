package run

import (
	"github.com/drydock-dev/drydock/lint"
	"github.com/drydock-dev/drydock/syntax/shell"
)

var Password = &lint.Rule{
	ID:       "run-password",
	Aliases:  []string{"CKV2_DOCKER_17"},
	Severity: lint.Warning,
	Profile:  lint.Security,
	Since:    "1.0",
	Summary:  "a password in a script or a layer",
	Doc: "Anyone who can pull the image can read the password, in the history or in /etc/shadow.\n" +
		"Every container has the same one.",
	FixDoc: "None: only you know whether a password is needed at all. A secret mount keeps one out of the image.",
	Check: lint.Scripts(func(p *lint.ScriptPass) {
		eachCommand(p, func(c *shell.Command) {
			if !setsPassword(c) {
				return
			}
			message := "Anyone who can read this file can read the password. Read it from a secret instead."
			if c.Script.Built {
				message = "Anyone who can pull the image can read this password, and every container shares it. Remove it, or set it when the container starts."
			}
			report(p, c.Script, c.Span, message, nil)
		})
	}),
}

// setsPassword reports whether a command is given a password, or reads one from the script.
func setsPassword(c *shell.Command) bool {
	switch c.Program() {
	case "chpasswd":
		return true
	case "htpasswd":
		return hasOption(c, "-b")
	case "useradd", "usermod":
		return hasOption(c, "-p", "--password")
	}
	return false
}
