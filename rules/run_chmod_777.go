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
	FixDoc: "Writes 755 for 777 and 644 for 666: others may read, and run or enter, but not write. Look at who has to write there, and give it to that user with `chown` or `COPY --chown`. For letters nothing is offered.",
	Safety: Review,
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
					p.Report(c.Span, "With `"+w.Value+"` every user of the container may change this. Give it to the user that needs it: `chown`, or `COPY --chown`.", closed(w))
					return
				}
			}
		})
		for in := range p.triggered() {
			for _, flag := range in.Flags {
				if flag.Name == "chmod" && slices.Contains([]string{"777", "0777", "666", "0666", "a+w", "a+rwx", "o+w"}, flag.Value) {
					p.Report(flag.Span, "With `"+flag.Value+"` every user of the container may change what is copied. Give it to the user that needs it: `--chown`.", nil)
				}
			}
		}
	},
}

// closed returns the fix that takes writing from others, nil for a mode in
// letters.
func closed(w syntax.Word) *Fix {
	mode := map[string]string{"777": "755", "0777": "0755", "666": "644", "0666": "0644"}[w.Value]
	if mode == "" || w.Quoted {
		return nil
	}
	return &Fix{Safety: Review, Note: "Others may no longer write there: look at which user has to, and give it the files.", Edits: []Edit{{Span: w.Span, New: mode}}}
}
