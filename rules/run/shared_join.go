package run

import (
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
