package run

import (
	"slices"
	"strings"

	"github.com/drydock-dev/drydock/lint"
	"github.com/drydock-dev/drydock/lint/edit"
	"github.com/drydock-dev/drydock/syntax"
	"github.com/drydock-dev/drydock/syntax/dockerfile"
)

// joinRuns returns the edits that make neighbouring RUNs one. They remove blank lines between the RUNs
// and put the comments above each RUN above the joined one. ok is false if anything else stands
// between them.
func joinRuns(file *dockerfile.File, runs []*dockerfile.Instruction) (edits []lint.Edit, ok bool) {
	for i, in := range runs[1:] {
		above := file.CommentsAbove(in)
		if !file.BlankLines(runs[i].EndLine+1, above-1) {
			return nil, false
		}
		if above < in.Line {
			edits = append(edits, edit.Insert(file.FullLineSpan(runs[0].Line).Start, file.LinesText(above, in.Line-1)+file.LineEnding()))
		}
		edits = append(edits, joinTwo(file, runs[i], in)...)
	}
	return edits, true
}

// joinTwo returns the edits that replace all between two RUNs by `&&`.
func joinTwo(file *dockerfile.File, first, second *dockerfile.Instruction) []lint.Edit {
	ending := edit.NextLine(file, first)
	continuation, indent, _ := strings.Cut(ending, file.LineEnding())
	return []lint.Edit{
		{Span: syntax.Span{Start: first.Span.End, End: file.LineSpan(first.EndLine).End}, New: continuation},
		{Span: syntax.Span{Start: file.FullLineSpan(first.EndLine + 1).Start, End: second.ArgsSpan.Start}, New: indent + "&& "},
	}
}

// maxMerged is the most RUNs that are joined into one. With more, nobody can read the result.
const maxMerged = 12

func plainRun(in *dockerfile.Instruction) bool {
	return in.Name == "RUN" && len(in.Flags) == 0 && len(in.Heredocs) == 0 && in.Script() != nil && len(in.Script().Steps) > 0
}

// leavesTraces are commands that change their shell. In a joined RUN, the next script would see that
// change.
var leavesTraces = []string{"cd", "export", "set", "shopt", "source", ".", "alias", "unset", "exit", "exec", "eval", "trap", "umask", "ulimit", "pushd", "popd", "read"}

// canJoin reports whether second, the next instruction, does the same after `first &&` as in its own RUN.
func canJoin(first, second *dockerfile.Instruction) bool {
	return first.Index+1 == second.Index && canFollow(first, second)
}

// canFollow reports whether a RUN does the same after `first &&` as right below that RUN.
func canFollow(first, second *dockerfile.Instruction) bool {
	if !plainRun(first) || !plainRun(second) || len(first.Script().Comments) > 0 {
		return false
	}
	if !slices.Equal(first.Before.Shell, second.Before.Shell) {
		return false
	}
	a, b := first.Script(), second.Script()
	last := a.Tree.Stmts[len(a.Tree.Stmts)-1]
	if last.Background || last.Semicolon.IsValid() || len(b.Tree.Stmts) != 1 || b.Tree.Stmts[0].Semicolon.IsValid() || onlyOnFailure(a) || onlyOnFailure(b) {
		return false
	}
	for _, step := range a.Steps {
		if step.Command == nil || len(step.Command.Words) == 0 || slices.Contains(leavesTraces, step.Command.Program()) || step.Command.Program() == "" {
			return false
		}
	}
	return b.Steps[0].Command != nil
}
