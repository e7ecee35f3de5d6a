package rules

import (
	sh "mvdan.cc/sh/v3/syntax"

	"path"
	"strconv"
	"strings"

	"github.com/drydock-dev/drydock/syntax"
)

var runPipefail = &Rule{
	ID:       "run-pipefail",
	Aliases:  []string{"DL4006"},
	Severity: Info,
	Profile:  Strict,
	Since:    "1.0",
	Summary:  "a pipe whose left side may fail unseen",
	Doc: "The shell takes the last program of a pipe for the whole: when `curl` fails in `curl\n" +
		"… | tar x`, the RUN may still succeed and ship half of what it should. With the\n" +
		"option `pipefail` the RUN fails.\n\n" +
		"One finding for the RUNs that have the same shell. Left alone are shells that have\n" +
		"the option set, a script that sets it itself, and PowerShell and cmd.",
	FixDoc: "Adds a SHELL with `pipefail` above the first such RUN, where the base image is known to have a shell for it: bash on Debian, Ubuntu and the RHEL family, ash on Alpine. All RUNs below, and CMD and ENTRYPOINT in shell form, then use that shell: look at scripts that rely on another, and at pipes whose left side is meant to fail.",
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
				p.Report(at, "When a program on the left of this pipe fails, the RUN still succeeds. Set `pipefail`: `SHELL [\"/bin/bash\", \"-o\", \"pipefail\", \"-c\"]`, with `/bin/ash` on Alpine.", p.setPipefail(in))
			}
		})
	},
}

// pipesFail reports whether a pipe fails with any of its programs in the shell
// of an instruction, or the shell is none that this is said of.
func (p *Pass) pipesFail(in *syntax.Instruction, shell []string) bool {
	if len(shell) == 0 {
		return false
	}
	switch shellName(shell[0]) {
	case "powershell", "pwsh", "cmd":
		return true
	case "bash", "zsh", "ash", "ksh":
	default:
		// A plain sh knows the option only where it is busybox's or bash.
		if sh := p.Base(in.Stage).Distro.Family().Sh; sh != "busybox" && sh != "bash" {
			return false
		}
	}
	return strings.Contains(strings.Join(shell[1:], " "), "pipefail")
}

// setPipefail returns the fix, nil where the base image's shells are not known
// or the file has chosen one.
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
		Note:   "The RUNs below, and a CMD in shell form, are run by `" + shell + "` then, and fail with any program of a pipe. Look at pipes whose left side is meant to fail.",
		Edits:  []Edit{insert(p.File.FullLineSpan(p.File.CommentsAbove(in)).Start, line)},
	}
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
