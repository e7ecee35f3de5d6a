package rules

import (
	"path"
	"slices"
	"strings"

	sh "mvdan.cc/sh/v3/syntax"

	"github.com/drydock-dev/drydock/syntax"
)

var runPipefail = &Rule{
	ID:       "run-pipefail",
	Aliases:  []string{"DL4006"},
	Severity: Info,
	Profile:  Strict,
	Since:    "1.0",
	Summary:  "a pipe whose left side may fail unseen",
	Doc: "The shell takes the last program of a pipe for the whole: when `curl` fails in\n" +
		"`curl … | tar x`, the RUN may still succeed and ship half of what it should. The\n" +
		"option `pipefail` makes the RUN fail.",
	FixDoc: "None yet: which shell the image has decides how the option is set. Bash: `SHELL [\"/bin/bash\", \"-o\", \"pipefail\", \"-c\"]`; Alpine: `SHELL [\"/bin/ash\", \"-o\", \"pipefail\", \"-c\"]`.",
	Check: func(p *Pass) {
		p.shellRuns(func(in *syntax.Instruction, s *syntax.Script) {
			if strings.Contains(strings.Join(in.Before.Shell, " "), "pipefail") || len(in.Before.Shell) > 0 && slices.Contains([]string{"powershell", "pwsh", "cmd"}, shellName(in.Before.Shell[0])) || strings.Contains(in.Text(), "pipefail") {
				return
			}
			if at, ok := firstPipe(s); ok {
				p.Report(at, "When a program on the left of this pipe fails, the RUN still succeeds. Set `pipefail`: `SHELL [\"/bin/bash\", \"-o\", \"pipefail\", \"-c\"]`, with `/bin/ash` on Alpine.", nil)
			}
		})
	},
}

// shellName returns a program's name without folder and extension.
func shellName(program string) string {
	return strings.TrimSuffix(path.Base(strings.ReplaceAll(program, `\`, "/")), ".exe")
}

// firstPipe returns the span of a script's first pipe.
func firstPipe(s *syntax.Script) (at syntax.Span, found bool) {
	sh.Walk(s.Tree, func(n sh.Node) bool {
		if b, ok := n.(*sh.BinaryCmd); ok && !found && (b.Op == sh.Pipe || b.Op == sh.PipeAll) {
			at, found = syntax.Span{Start: s.Base + int(b.Pos().Offset()), End: s.Base + int(b.End().Offset())}, true
		}
		return !found
	})
	return at, found
}
