package order

import (
	"path"
	"slices"
	"strings"

	"github.com/drydock-dev/drydock/facts"
	"github.com/drydock-dev/drydock/lint"
	"github.com/drydock-dev/drydock/lint/edit"
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

// write returns the fix that copies the missing manifests where the COPY was, and puts the COPY below the
// install or its upper half, with those instructions from between that stay below it.
func (e *early) write(stay []*dockerfile.Instruction, d division, note string) *lint.Fix {
	file, all := e.file, e.copied.in
	if slices.ContainsFunc(append(stay, all, e.install), func(in *dockerfile.Instruction) bool { return !file.WholeLines(in) }) {
		return nil
	}
	fix := &lint.Fix{Priority: lint.Moves, Safety: lint.Review, Note: note, Edits: edit.RemoveCommented(file, stay...)}
	if slices.ContainsFunc(stay, func(in *dockerfile.Instruction) bool { return in.Name == "RUN" }) {
		fix.Calls = lint.MovesCall("*")
	}
	first, nl := file.CommentsAbove(all), file.LineEnding()
	if len(e.missing) == 0 {
		fix.Edits = append(fix.Edits, edit.RemoveCommented(file, all)...)
	} else {
		fix.Edits = append(fix.Edits, lint.Edit{Span: syntax.Span{Start: file.FullLineSpan(first).Start, End: file.LineSpan(all.EndLine).End}, New: strings.Join(e.copyLines(), nl)})
	}
	separator := separator(file, e.install)
	below := separator + file.LinesText(first, all.EndLine)
	for _, in := range stay {
		below += nl + file.LinesText(file.CommentsAbove(in), in.EndLine)
	}
	if d.head == "" {
		fix.Edits = append(fix.Edits, edit.Insert(file.LineSpan(e.install.EndLine).End, below))
		return fix
	}
	fix.Edits = append(fix.Edits, lint.Edit{Span: syntax.Span{Start: e.install.Keyword.Start, End: file.LineSpan(e.install.EndLine).End}, New: d.head + below + separator + d.tail})
	return fix
}

// copyLines returns the COPYs of the missing manifests, one for each folder.
func (e *early) copyLines() (lines []string) {
	for _, dir := range facts.Folders(e.missing) {
		names := slices.DeleteFunc(slices.Clone(e.missing), func(f string) bool { return path.Dir(f) != dir })
		place, _ := e.place(names[0])
		to := path.Dir(place)
		if e.copied.target == e.copied.in.Before.Workdir {
			to = strings.TrimPrefix(strings.TrimPrefix(to, e.copied.target), "/")
			to = path.Clean("./" + to)
		}
		lines = append(lines, copyLine(e.file, e.copied.in, names, to+"/"))
	}
	return lines
}
