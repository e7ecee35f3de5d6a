package run

import (
	"fmt"
	"slices"

	"github.com/drydock-dev/drydock/lint"
	"github.com/drydock-dev/drydock/syntax/dockerfile"
	"github.com/drydock-dev/drydock/syntax/shell"
)

var Chmod777 = &lint.Rule{
	ID:       "run-chmod-777",
	Severity: lint.Info,
	Profile:  lint.Security,
	Since:    "1.0",
	Summary:  "files are made writable for everyone",
	Doc: "`chmod 777` lets every user in the container, and every compromised program, change the\n" +
		"file, even one that another user runs. Give the file to the user that needs it.",
	FixDoc: "Writes 755 for 777 and 644 for 666. Others can still read, and run or enter, but not write. Check which user has to write there, and give that user the files with `chown` or `COPY --chown`. No fix is offered for modes in letters or for `COPY --chmod`.",
	Safety: lint.Review,
	Check: lint.Dockerfile(func(p *lint.DockerfilePass) {
		p.File.RunCommands(func(in *dockerfile.Instruction, c *shell.Command) {
			if c.Program() != "chmod" {
				return
			}
			for _, w := range c.Words[1:] {
				if slices.Contains([]string{"777", "0777", "a+w", "a+rw", "a+rwx", "ugo+rwx", "ugo+w", "o+w", "666", "0666", "1777", "o+rw", "o+rwx"}, w.Value) {
					if w.Value == "1777" {
						continue // sticky, like /tmp: users can't delete each other's files
					}
					p.Report(c.Span, fmt.Sprintf("`%s` lets every user in the container change this. Give it to the user that needs it, with `chown` or `COPY --chown`.", w.Value), closed(w))
					return
				}
			}
		})
		for in := range p.File.Triggered() {
			for _, flag := range in.Flags {
				if flag.Name == "chmod" && slices.Contains([]string{"777", "0777", "666", "0666", "a+w", "a+rwx", "o+w"}, flag.Value) {
					p.Report(flag.Span, fmt.Sprintf("`%s` lets every user in the container change the copied files. Give them to the user that needs them with `--chown`.", flag.Value), nil)
				}
			}
		}
	}),
}

// closed returns the fix that takes write permission from others. It returns nil for a mode in
// letters.
func closed(w shell.Word) *lint.Fix {
	mode := map[string]string{"777": "755", "0777": "0755", "666": "644", "0666": "0644"}[w.Value]
	if mode == "" || w.Quoted {
		return nil
	}
	return &lint.Fix{Safety: lint.Review, Note: "Others can no longer write there. Check which user has to, and give that user the files.", Edits: []lint.Edit{{Span: w.Span, New: mode}}, Calls: lint.RewritesWords("chmod", w.Value, mode)}
}
