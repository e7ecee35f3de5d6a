package rules

import (
	"fmt"
	"path"
	"strconv"
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
	Summary:  "a pipe whose left side may fail unnoticed",
	Doc: "A pipe succeeds when its last program does. When `curl` fails in `curl … | tar x`, the\n" +
		"RUN may still succeed and ship half of what it should. With the option `pipefail`, the\n" +
		"RUN fails.\n\n" +
		"RUNs with the same shell get one finding. The rule spares shells and scripts that set\n" +
		"the option, PowerShell and cmd.",
	FixDoc: "Adds a SHELL with `pipefail` above the first such RUN, where the base image is known to have a shell for it: bash on Debian, Ubuntu and the RHEL family, ash on Alpine. All RUNs below, and CMD and ENTRYPOINT in shell form, then use that shell. Check scripts that rely on another shell, and pipes whose left side is meant to fail.",
	Safety: Review,
	Check: func(p *Pass) {
		said := map[string]bool{} // by stage and shell
		p.shellRuns(func(in *syntax.Instruction, s *syntax.Script) {
			shell := in.Before.Shell
			if p.pipesFail(in, shell) || strings.Contains(in.Text(), "pipefail") {
				return
			}
			at, ok := firstPipe(s)
			if key := strconv.Itoa(in.Stage.Index) + strings.Join(shell, " "); ok && !said[key] {
				said[key] = true
				p.Report(at, "The RUN succeeds even if a program on the left of this pipe fails. Set `pipefail`: `SHELL [\"/bin/bash\", \"-o\", \"pipefail\", \"-c\"]`, or `/bin/ash` on Alpine.", p.setPipefail(in))
			}
		})
	},
}

// pipesFail reports whether the shell of an instruction fails a pipe when any of its programs
// fails. It is true for PowerShell and cmd, too: the rule spares them.
func (p *Pass) pipesFail(in *syntax.Instruction, shell []string) bool {
	if len(shell) == 0 {
		return false
	}
	switch shellName(shell[0]) {
	case "powershell", "pwsh", "cmd":
		return true
	case "bash", "zsh", "ash", "ksh":
	default:
		// Plain sh has the option only where it is busybox or bash.
		if sh := p.Base(in.Stage).Distro.Family().Sh; sh != "busybox" && sh != "bash" {
			return false
		}
	}
	return strings.Contains(strings.Join(shell[1:], " "), "pipefail")
}

// setPipefail returns the fix, nil where the base image's shells aren't known or the file sets
// a shell itself.
func (p *Pass) setPipefail(in *syntax.Instruction) *Fix {
	if in.Before.Shell != nil || p.File.Instructions[in.Index].Trigger != nil {
		return nil
	}
	shell := p.Base(in.Stage).Distro.Family().Pipefail
	if shell == "" {
		return nil
	}
	line := likeCase("SHELL", p.File.Text(in.Keyword)) + ` ["` + shell + `", "-o", "pipefail", "-c"]` + p.File.LineEnding()
	return &Fix{
		Safety: Review,
		Note:   fmt.Sprintf("RUNs below, and a CMD in shell form, will use `%s` and fail if any program in a pipe fails. Check pipes whose left side is meant to fail.", shell),
		Edits:  []Edit{insert(p.File.FullLineSpan(p.File.CommentsAbove(in)).Start, line)},
	}
}

// shellName returns a program's name without its folder and `.exe`.
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
