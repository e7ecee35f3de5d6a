package order

import (
	"slices"
	"strings"

	"github.com/drydock-dev/drydock/syntax"
	"github.com/drydock-dev/drydock/syntax/dockerfile"
	"github.com/drydock-dev/drydock/syntax/shell"
)

// division is a RUN in two: what goes above a COPY, and what stays below it.
type division struct {
	head, tail string // as instructions; "" for a RUN that goes above as it is
	script     string // what the head runs
}

// divideAfter divides a RUN behind a command.
func divideAfter(file *dockerfile.File, run *dockerfile.Instruction, c *shell.Command) (d division, ok bool) {
	steps, at, ok := divisible(file, run, c)
	if !ok || at+1 >= len(steps) || steps[at+1].Joint != "&&" {
		return d, false
	}
	d.script = file.Text(syntax.Span{Start: steps[0].Span.Start, End: steps[at].Span.End})
	return divided(file, run, d, steps[:at+1], steps[at+1:], 0)
}

// divideBefore divides a RUN in front of a command, with another command at the end of what goes above.
func divideBefore(file *dockerfile.File, run *dockerfile.Instruction, c *shell.Command, command string) (d division, ok bool) {
	steps, at, ok := divisible(file, run, c)
	if !ok || len(run.Flags) > 0 {
		return d, false
	}
	d.script = file.Text(syntax.Span{Start: steps[0].Span.Start, End: steps[at].Span.Start}) + command
	return divided(file, run, d, steps[:at], steps[at:], 1)
}

// divisible returns the steps of a RUN and the place of a command among them, if each step up to it runs
// only where the ones before succeed, and none but a cd at the start changes the shell for those behind it.
func divisible(file *dockerfile.File, run *dockerfile.Instruction, c *shell.Command) (steps []shell.Step, at int, ok bool) {
	if !file.WholeLines(run) || file.HasContinuedComment(run) || len(run.Heredocs) > 0 || run.JSON || len(run.Script().Comments) > 0 {
		return nil, 0, false
	}
	steps = run.Script().Steps
	at = slices.IndexFunc(steps, func(s shell.Step) bool { return s.Command == c })
	if at < 0 {
		return nil, 0, false
	}
	for i, s := range steps[:at+1] {
		changes := s.Command == nil || s.Command.Program() == "" || slices.Contains(changeShell, s.Command.Program())
		if changes && !(i == 0 && isCd(s)) || i > 0 && s.Joint != "&&" || s.Unchecked {
			return nil, 0, false
		}
	}
	return steps, at, true
}

// changeShell are commands whose effect on the shell would be lost in another RUN.
var changeShell = []string{"cd", "export", "set", "shopt", "source", ".", "alias", "unset", "exit", "exec", "eval", "trap", "umask", "ulimit", "pushd", "popd", "read"}

func isCd(s shell.Step) bool {
	return s.Command != nil && s.Command.Program() == "cd"
}

// divided completes a division. Of an image that ships, what the upper steps leave behind must not be
// cleaned up by the lower ones, whose layer is another: those from the n-th on.
func divided(file *dockerfile.File, run *dockerfile.Instruction, d division, upper, lower []shell.Step, n int) (division, bool) {
	if file.Ships(run.Stage) && slices.ContainsFunc(lower[n:], cleansUp) {
		return d, false
	}
	keyword := file.Text(syntax.Span{Start: run.Keyword.Start, End: run.Script().Steps[0].Span.Start})
	rest := file.Text(syntax.Span{Start: lower[0].Span.Start, End: file.LineSpan(run.EndLine).End})
	if len(upper) > 0 && isCd(upper[0]) {
		rest = file.Text(upper[0].Span) + " && " + rest
	}
	d.head, d.tail = keyword+d.script, keyword+rest
	return d, true
}

// cleansUp reports whether a step removes what others left behind.
func cleansUp(s shell.Step) bool {
	if s.Command == nil {
		return true // it may
	}
	call := s.Command.Package()
	return s.Command.Program() == "rm" || s.Command.Program() == "find" || call != nil && (call.Removes() || call.Cleans())
}

// onlyMounts reports whether a RUN's flags are none but mounts that bring nothing from the build context or
// another stage.
func onlyMounts(run *dockerfile.Instruction) bool {
	return !slices.ContainsFunc(run.Flags, func(f dockerfile.Flag) bool {
		fields := strings.Split(f.Value, ",")
		return f.Name != "mount" || !slices.ContainsFunc([]string{"type=cache", "type=secret", "type=ssh", "type=tmpfs"}, func(kind string) bool { return slices.Contains(fields, kind) }) ||
			slices.ContainsFunc(fields, func(field string) bool { return strings.HasPrefix(field, "from=") })
	})
}
