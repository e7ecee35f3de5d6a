package run

import (
	"slices"
	"strings"

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
	return slices.Contains(downloaders, first.Program()) && readsProgram(last)
}

var downloaders = []string{"curl", "wget"}

// interpreters are programs that read a program from their input, each with the letters of the
// options that give it another one. Source: their manual pages.
var interpreters = map[string]string{
	"sh": "c", "bash": "c", "zsh": "c", "dash": "c", "ash": "c",
	"python": "cm", "python3": "cm", "node": "ep", "perl": "eE", "ruby": "e",
}

// readsProgram reports whether a command interprets its input, not what its words say or name.
func readsProgram(c *shell.Command) bool {
	elsewhere, known := interpreters[c.Program()]
	if !known || c.WrappedBy("xargs") {
		return false
	}
	for _, w := range c.Words[1:] {
		options, isOption := strings.CutPrefix(w.Value, "-")
		switch {
		case w.Value == "-", w.Value == "-s", w.Value == "/dev/stdin":
			return true
		case !isOption:
			return false // the name of a script
		case !strings.HasPrefix(options, "-") && strings.ContainsAny(options, elsewhere):
			return false
		}
	}
	return true
}
