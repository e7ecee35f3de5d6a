package run

import (
	"slices"

	"github.com/drydock-dev/drydock/lint"
	"github.com/drydock-dev/drydock/syntax"
	"github.com/drydock-dev/drydock/syntax/shell"
)

var PipeToShell = &lint.Rule{
	ID:       "run-pipe-to-shell",
	Severity: lint.Info,
	Profile:  lint.Security,
	Since:    "1.0",
	Summary:  "a downloaded script runs unchecked",
	Doc: "Whatever the server sends on the day of the build runs in it as root, complete or not.\n" +
		"Download the script, verify its checksum, then run it. The build then fails if it isn't\n" +
		"the script that you read.",
	FixDoc: "None: the right checksum is that of the script you have read.",
	Check: lint.Scripts(func(p *lint.ScriptPass) {
		for _, s := range p.File.Scripts() {
			reported := syntax.Span{} // of the last pipe: one inside it says nothing new
			for _, pipe := range s.Pipes {
				if runsDownload(pipe) && !reported.Contains(pipe.Span) {
					reported = pipe.Span
					report(p, s, pipe.Span, "This runs whatever the server sends, unchecked. Download the script, verify its checksum, then run it.", nil)
				}
			}
		}
	}),
}

// runsDownload reports whether a pipe leads from a download into an interpreter.
func runsDownload(pipe shell.Pipe) bool {
	if len(pipe.Commands) < 2 {
		return false
	}
	first, last := pipe.Commands[0], pipe.Commands[len(pipe.Commands)-1]
	return slices.Contains(downloaders, first.Program()) && slices.Contains(interpreters, last.Program())
}

var (
	downloaders  = []string{"curl", "wget"}
	interpreters = []string{"sh", "bash", "zsh", "dash", "ash", "python", "python3", "node", "perl", "ruby"}
)
