package run

import (
	"strconv"
	"strings"

	"github.com/drydock-dev/drydock/lint"
	"github.com/drydock-dev/drydock/lint/edit"
	"github.com/drydock-dev/drydock/syntax/dockerfile"
	"github.com/drydock-dev/drydock/syntax/shell"
)

var UseraddLastlog = &lint.Rule{
	ID:       "run-useradd-lastlog",
	Aliases:  []string{"DL3046"},
	Severity: lint.Warning,
	Profile:  lint.Recommended,
	Since:    "1.0",
	Summary:  "`useradd` with a high UID creates a huge file",
	Doc: "useradd writes an entry for the user to /var/log/lastlog and /var/log/faillog, at a\n" +
		"position that depends on the UID. With a UID of six digits or more, these files are\n" +
		"sparse and gigabytes long, and some builders store them in full. `-l` leaves these\n" +
		"logs alone.",
	FixDoc: "Adds `-l`. The user is the same. Only the login logs lack it, and a container has no logins.",
	Safety: lint.Safe,
	Check: lint.Dockerfile(func(p *lint.DockerfilePass) {
		p.File.RunCommands(func(in *dockerfile.Instruction, c *shell.Command) {
			if c.Program() != "useradd" {
				return
			}
			high := false
			for i, w := range c.Words {
				value := ""
				switch {
				case w.Value == "-l" || w.Value == "--no-log-init" || isCluster(w.Value) && strings.Contains(w.Value, "l"):
					return
				case (w.Value == "-u" || w.Value == "--uid") && i+1 < len(c.Words):
					value = c.Words[i+1].Value
				case strings.HasPrefix(w.Value, "--uid="):
					value = w.Value[len("--uid="):]
				case strings.HasPrefix(w.Value, "-u") && len(w.Value) > 2:
					value = w.Value[2:]
				case isCluster(w.Value) && strings.HasSuffix(w.Value, "u") && i+1 < len(c.Words):
					value = c.Words[i+1].Value
				}
				id, err := strconv.Atoi(value)
				high = high || err == nil && id > 99_999
			}
			if high {
				p.Report(c.Span, "With a UID this high, useradd creates a multi-gigabyte sparse log file, which some builders store in full. Add `-l`.",
					&lint.Fix{Safety: lint.Safe, Note: "Leaves the login logs alone.", Edits: []lint.Edit{edit.Insert(c.Words[0].Span.End, " -l")}, Calls: lint.RewritesWords("useradd", c.Words[0].Value, c.Words[0].Value+" -l")})
			}
		})
	}),
}

// isCluster reports whether a word is a cluster of short options, as in -rlm.
func isCluster(word string) bool {
	return len(word) > 2 && word[0] == '-' && strings.Trim(word[1:], "lmrMNUou") == ""
}
