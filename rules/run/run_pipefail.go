package run

import (
	"fmt"
	"strconv"
	"strings"

	sh "mvdan.cc/sh/v3/syntax"

	"github.com/drydock-dev/drydock/facts"
	"github.com/drydock-dev/drydock/lint"
	"github.com/drydock-dev/drydock/lint/edit"
	"github.com/drydock-dev/drydock/syntax"
	"github.com/drydock-dev/drydock/syntax/dockerfile"
	"github.com/drydock-dev/drydock/syntax/shell"
)

var Pipefail = &lint.Rule{
	ID:       "run-pipefail",
	Aliases:  []string{"DL4006"},
	Severity: lint.Info,
	Profile:  lint.Strict,
	Since:    "1.0",
	Summary:  "a pipe whose left side may fail unnoticed",
	Doc: "A pipe succeeds when its last program does. When `curl` fails in `curl … | tar x`, the\n" +
		"RUN may still succeed and ship half of what it should. With the option `pipefail`, the\n" +
		"RUN fails.\n\n" +
		"RUNs with the same shell get one finding. The rule spares shells and scripts that set\n" +
		"the option, PowerShell and cmd.",
	FixDoc: "Adds a SHELL with `pipefail` above the first such RUN, where the base image is known to have a shell for it: bash on Debian, Ubuntu and the RHEL family, ash on Alpine. All RUNs below, and CMD and ENTRYPOINT in shell form, then use that shell. Check scripts that rely on another shell, and pipes whose left side is meant to fail.",
	Safety: lint.Review,
	Check: lint.Dockerfile(func(p *lint.DockerfilePass) {
		said := map[string]bool{} // by stage and shell
		p.File.ShellRuns(func(in *dockerfile.Instruction, s *shell.Script) {
			shell := in.Before.Shell
			if pipesFail(p.Facts, in, shell) {
				return
			}
			at, ok := firstPipe(s)
			if key := strconv.Itoa(in.Stage.Index) + strings.Join(shell, " "); ok && !said[key] {
				said[key] = true
				p.Report(at, "The RUN succeeds even if a program on the left of this pipe fails. Set `pipefail`: `SHELL [\"/bin/bash\", \"-o\", \"pipefail\", \"-c\"]`, or `/bin/ash` on Alpine.", setPipefail(p.Facts, p.File, in))
			}
		})
	}),
}

// pipesFail reports whether the shell of an instruction fails a pipe when any of its programs
// fails. It is true for PowerShell and cmd, too: the rule spares them.
func pipesFail(known *facts.Facts, in *dockerfile.Instruction, words []string) bool {
	if len(words) == 0 {
		return false
	}
	switch shell.Name(words[0]) {
	case "powershell", "pwsh", "cmd":
		return true
	case "bash", "zsh", "ash", "ksh":
	default:
		// Plain sh has the option only where it is busybox or bash.
		if sh := known.Base(in.Stage).Distro.Family().Sh; sh != "busybox" && sh != "bash" {
			return false
		}
	}
	return setsPipefail(words)
}

// setPipefail returns the fix, nil where the base image's shells aren't known or the file sets
// a shell itself.
func setPipefail(known *facts.Facts, file *dockerfile.File, in *dockerfile.Instruction) *lint.Fix {
	if in.Before.Shell != nil || in.IsTrigger() {
		return nil
	}
	shell := known.Base(in.Stage).Distro.Family().Pipefail
	if shell == "" {
		return nil
	}
	line := edit.LikeCase("SHELL", file.Text(in.Keyword)) + ` ["` + shell + `", "-o", "pipefail", "-c"]` + file.LineEnding()
	return &lint.Fix{
		Safety: lint.Review,
		Note:   fmt.Sprintf("RUNs below, and a CMD in shell form, will use `%s` and fail if any program in a pipe fails. Check pipes whose left side is meant to fail.", shell),
		Edits:  []lint.Edit{edit.Insert(file.FullLineSpan(file.CommentsAbove(in)).Start, line)},
		Calls:  lint.Calls{Settings: true, Stricter: true},
	}
}

// setsPipefail reports whether the words of a shell's command line, or of `set`, turn pipefail on.
func setsPipefail(words []string) bool {
	for i, w := range words[1:] {
		if w == "pipefail" && strings.HasPrefix(words[i], "-") && strings.HasSuffix(words[i], "o") {
			return true
		}
	}
	return false
}

// firstPipe returns the span of a script's first pipe for which no command has turned pipefail on.
func firstPipe(s *shell.Script) (at syntax.Span, found bool) {
	end := len(s.Text) + s.Span.End
	for _, c := range s.Commands {
		if c.Program() == "set" && setsPipefail(c.Values()) {
			end = c.Span.Start
			break
		}
	}
	sh.Walk(s.Tree, func(n sh.Node) bool {
		if b, ok := n.(*sh.BinaryCmd); ok && !found && (b.Op == sh.Pipe || b.Op == sh.PipeAll) && s.SpanOf(b).Start < end {
			at, found = s.SpanOf(b), true
		}
		return !found
	})
	return at, found
}
