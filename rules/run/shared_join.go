package run

import (
	"strings"

	"github.com/drydock-dev/drydock/lint"
	"github.com/drydock-dev/drydock/lint/edit"
	"github.com/drydock-dev/drydock/syntax"
	"github.com/drydock-dev/drydock/syntax/dockerfile"
)

// joinRuns returns the edits that make two neighbouring RUNs one. They remove blank lines between
// the RUNs and keep comment lines, which BuildKit allows inside a continued instruction.
func joinRuns(file *dockerfile.File, first, second *dockerfile.Instruction) []lint.Edit {
	ending := edit.NextLine(file, first)
	continuation, indent, _ := strings.Cut(ending, file.LineEnding())
	edits := []lint.Edit{{Span: syntax.Span{Start: first.Span.End, End: file.LineSpan(first.EndLine).End}, New: continuation}}
	for line := first.EndLine + 1; line < second.Line; line++ {
		if file.Blank(line) {
			edits = append(edits, lint.Edit{Span: file.FullLineSpan(line)})
		}
	}
	start := second.ArgsSpan.Start
	return append(edits, lint.Edit{Span: syntax.Span{Start: file.FullLineSpan(second.Line).Start, End: start}, New: indent + "&& "})
}
