package rules

import (
	"slices"

	sh "mvdan.cc/sh/v3/syntax"

	"github.com/drydock-dev/drydock/syntax"
)

var runPipeToShell = &Rule{
	ID:       "run-pipe-to-shell",
	Severity: Info,
	Profile:  Security,
	Since:    "1.0",
	Summary:  "a downloaded script runs unchecked",
	Doc: "Whatever the server sends on the day of the build runs in it as root, complete or not.\n" +
		"Download the script, verify its checksum, then run it. The build then fails if it isn't\n" +
		"the script that you read.",
	FixDoc: "None: the right checksum is that of the script you have read.",
	Check: func(p *Pass) {
		p.shellRuns(func(in *syntax.Instruction, s *syntax.Script) {
			sh.Walk(s.Tree, func(n sh.Node) bool {
				b, ok := n.(*sh.BinaryCmd)
				if !ok || b.Op != sh.Pipe {
					return true
				}
				span := syntax.Span{Start: s.Base + int(b.Pos().Offset()), End: s.Base + int(b.End().Offset())}
				var programs []string
				for _, c := range s.Commands {
					if span.Contains(c.Span) {
						programs = append(programs, c.Program())
					}
				}
				if len(programs) > 1 && slices.Contains([]string{"curl", "wget"}, programs[0]) && slices.Contains([]string{"sh", "bash", "zsh", "dash", "ash", "python", "python3", "node", "perl", "ruby"}, programs[len(programs)-1]) {
					p.Report(span, "This runs whatever the server sends, unchecked. Download the script, verify its checksum, then run it.", nil)
					return false
				}
				return true
			})
		})
	},
}
