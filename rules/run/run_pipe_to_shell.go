package run

import (
	"slices"

	sh "mvdan.cc/sh/v3/syntax"

	"github.com/drydock-dev/drydock/lint"
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
			if s.Tree != nil {
				reportPipes(p, s)
			}
		}
	}),
}

// reportPipes reports the pipes from a download into an interpreter.
func reportPipes(p *lint.ScriptPass, s *shell.Script) {
	sh.Walk(s.Tree, func(n sh.Node) bool {
		b, ok := n.(*sh.BinaryCmd)
		if !ok || b.Op != sh.Pipe {
			return true
		}
		span := s.SpanOf(b)
		var programs []string
		for _, c := range s.Commands {
			if span.Contains(c.Span) {
				programs = append(programs, c.Program())
			}
		}
		if len(programs) > 1 && slices.Contains(downloaders, programs[0]) && slices.Contains(interpreters, programs[len(programs)-1]) {
			report(p, s, span, "This runs whatever the server sends, unchecked. Download the script, verify its checksum, then run it.", nil)
			return false
		}
		return true
	})
}

var (
	downloaders  = []string{"curl", "wget"}
	interpreters = []string{"sh", "bash", "zsh", "dash", "ash", "python", "python3", "node", "perl", "ruby"}
)
