package rules

import (
	"slices"

	"github.com/drydock-dev/drydock/syntax"
)

var runChmod777 = &Rule{
	ID:       "run-chmod-777",
	Severity: Info,
	Profile:  Security,
	Since:    "1.0",
	Summary:  "everybody may write what is made writable",
	Doc: "`chmod 777` lets every user of the container, and every program that is broken into,\n" +
		"change the file: also one that another user runs. Give the file to the user that\n" +
		"needs it.",
	FixDoc: "None: who has to write the file only you can say. `COPY --chown=…` and `chown` give it to one user.",
	Check: func(p *Pass) {
		p.commands(func(in *syntax.Instruction, c *syntax.Command) {
			if c.Program() != "chmod" {
				return
			}
			for _, w := range c.Words[1:] {
				if slices.Contains([]string{"777", "0777", "a+w", "a+rw", "a+rwx", "ugo+rwx", "ugo+w", "o+w", "666", "0666", "1777", "o+rw", "o+rwx"}, w.Value) {
					if w.Value == "1777" {
						continue // as /tmp is: others' files stay theirs
					}
					p.Report(c.Span, "With `"+w.Value+"` every user of the container may change this. Give it to the user that needs it: `chown`, or `COPY --chown`.", nil)
					return
				}
			}
		})
	},
}
