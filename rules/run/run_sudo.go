package run

import (
	"slices"
	"strings"

	"github.com/drydock-dev/drydock/facts"
	"github.com/drydock-dev/drydock/lint"
	"github.com/drydock-dev/drydock/syntax"
	"github.com/drydock-dev/drydock/syntax/dockerfile"
	"github.com/drydock-dev/drydock/syntax/shell"
)

var Sudo = &lint.Rule{
	ID:       "run-sudo",
	Aliases:  []string{"DL3004", "DS-0010", "CKV2_DOCKER_1"},
	Severity: lint.Warning,
	Profile:  lint.Recommended,
	Since:    "1.0",
	Summary:  "`sudo` in a RUN",
	Doc: "A build runs as root until USER says otherwise, so sudo does nothing. After USER, it\n" +
		"asks for a password that nobody can enter, unless the image lets that user do\n" +
		"everything, which USER was meant to prevent. `USER root` before the RUN and `USER`\n" +
		"after it, to switch back, do the same without another program. Where root runs it, it's info.",
	FixDoc: "Removes `sudo` where the file shows that root runs the command. Elsewhere there is no fix: only you know which user is meant.",
	Safety: lint.Safe,
	Check: lint.Dockerfile(func(p *lint.DockerfilePass) {
		p.File.ShellRuns(func(in *dockerfile.Instruction, s *shell.Script) {
			var first *shell.Command
			var edits []lint.Edit
			plain := true // no sudo has options, sets variables or stands in a shell of its own
			for _, c := range s.AllCommands() {
				if len(c.Wrappers) == 0 || c.Wrappers[0].Value != "sudo" {
					continue
				}
				if first == nil {
					first = c
				}
				next := slices.Concat(c.Wrappers, c.Words)[1]
				plain = plain && c.Via == nil && !strings.HasPrefix(next.Source, "-") && !strings.Contains(next.Source, "=")
				edits = append(edits, lint.Edit{Span: syntax.Span{Start: c.Wrappers[0].Span.Start, End: next.Span.Start}})
			}
			if first == nil {
				return
			}
			var fix *lint.Fix
			if plain && rootRuns(p.Facts, in) {
				fix = &lint.Fix{Safety: lint.Safe, Note: "Root still runs the commands.", Edits: edits, Calls: lint.RewritesWords("sudo", "sudo ", "")}
			}
			message := "As root, `sudo` does nothing. As another user, it waits for a password or gives that user all rights. Remove it, and write `USER root` above what needs root."
			if namesUser(first) {
				message = "`sudo` is an extra program in the image, and it hands out root. Set the user with `USER` above this RUN, and switch back below it."
			}
			report := p.Report
			if rootRuns(p.Facts, in) {
				report = p.WithSeverity(lint.Info).Report // it does nothing, so it hurts nobody
			}
			report(first.Wrappers[0].Span, message, fix)
		})
	}),
}

// namesUser reports whether sudo is given a user.
func namesUser(c *shell.Command) bool {
	return slices.ContainsFunc(c.Wrappers, func(w shell.Word) bool {
		return strings.HasPrefix(w.Value, "-u") || strings.HasPrefix(w.Value, "--user")
	})
}

// rootRuns reports whether root is known to run an instruction's script.
func rootRuns(known *facts.Facts, in *dockerfile.Instruction) bool {
	user, _, _ := strings.Cut(in.Before.User, ":")
	base := known.Base(in.Stage)
	return user == "root" || user == "0" || user == "" && base.Known && base.User == "root"
}
