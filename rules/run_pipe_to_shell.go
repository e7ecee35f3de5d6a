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
	Summary:  "a script from the net is run unseen",
	Doc: "Whatever the server sends on the day of the build runs as root in it, complete or\n" +
		"not. Download it, compare its checksum, then run it: then the build fails when it is\n" +
		"not the script that you read.",
	FixDoc: "None: the checksum that is right is that of the script that you have read.",
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
					p.Report(span, "Whatever the server sends on the day of the build is run here, as it comes. Download it, compare its checksum, then run it.", nil)
					return false
				}
				return true
			})
		})
	},
}
