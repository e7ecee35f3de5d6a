package rules

import (
	"strings"

	"github.com/drydock-dev/drydock/syntax"
)

var runSudo = &Rule{
	ID:       "run-sudo",
	Aliases:  []string{"DL3004", "DS-0010", "CKV2_DOCKER_1"},
	Severity: Warning,
	Profile:  Recommended,
	Since:    "1.0",
	Summary:  "`sudo` in a RUN",
	Doc: "A build runs as root until USER says otherwise, so sudo does nothing; after USER it\n" +
		"asks for a password that nobody can give, unless the image lets that user do\n" +
		"everything, which is what USER was to prevent. `USER root` before the RUN and\n" +
		"`USER` back behind it says the same without another program.",
	FixDoc: "Removes `sudo`, where the file says that root runs the command. Elsewhere nothing is offered: which user is meant only you can say.",
	Safety: Safe,
	Check: func(p *Pass) {
		p.commands(func(in *syntax.Instruction, c *syntax.Command) {
			if len(c.Wrappers) == 0 || c.Wrappers[0].Value != "sudo" {
				return
			}
			var fix *Fix
			user, _, _ := strings.Cut(in.Before.User, ":")
			base := p.Base(in.Stage)
			root := user == "root" || user == "0" || user == "" && base.Known && base.User == "root"
			next := c.Words[0]
			if len(c.Wrappers) > 1 {
				next = c.Wrappers[1]
			}
			if root && !strings.HasPrefix(next.Source, "-") && !strings.Contains(next.Source, "=") {
				fix = &Fix{Safety: Safe, Note: "The command is run by root, as before.", Edits: []Edit{{Span: syntax.Span{Start: c.Wrappers[0].Span.Start, End: next.Span.Start}}}}
			}
			p.Report(c.Wrappers[0].Span, "As root, `sudo` does nothing here; as another user it waits for a password, or gives that user everything. Leave it out, and write `USER root` above what needs root.", fix)
		})
	},
}
