package edit

import (
	"slices"
	"strings"

	"github.com/drydock-dev/drydock/lint"
	"github.com/drydock-dev/drydock/syntax"
	"github.com/drydock-dev/drydock/syntax/dockerfile"
	"github.com/drydock-dev/drydock/syntax/shell"
)

// LikeCase returns a keyword in lower case if like is, and unchanged otherwise.
func LikeCase(keyword, like string) string {
	if like == strings.ToLower(like) {
		return strings.ToLower(keyword)
	}
	return keyword
}

// Insert returns an edit that inserts text at a byte offset.
func Insert(offset int, text string) lint.Edit {
	return lint.Edit{Span: syntax.Span{Start: offset, End: offset}, New: text}
}

// Apply returns a text with edits applied, in whatever order they come; those at one place in theirs. ok
// is false if they overlap.
func Apply(source []byte, edits []lint.Edit) (text []byte, ok bool) {
	sorted := slices.SortedStableFunc(slices.Values(edits), func(a, b lint.Edit) int { return a.Span.Start - b.Span.Start })
	text = make([]byte, 0, len(source)+256)
	at := 0
	for _, e := range sorted {
		if e.Span.Start < at || e.Span.End < e.Span.Start || e.Span.End > len(source) {
			return nil, false
		}
		text = append(append(text, source[at:e.Span.Start]...), e.New...)
		at = e.Span.End
	}
	return append(text, source[at:]...), true
}

// TooLong reports whether edits reach over more lines than a suggestion may have.
func TooLong(file *dockerfile.File, edits []lint.Edit) bool {
	first, last := file.Lines(), 1
	for _, e := range edits {
		first, last = min(first, file.Position(e.Span.Start).Line), max(last, file.Position(e.Span.End).Line)
	}
	return last-first+1 > lint.MaxLines
}

// Remove returns the edits that remove instructions and their lines. Where blank lines above
// and below would meet, those above go too. Comments stay: ask HasCommentAbove first. The
// instructions must be in file order.
func Remove(file *dockerfile.File, instructions ...*dockerfile.Instruction) []lint.Edit {
	return remove(file, func(in *dockerfile.Instruction) int { return in.Line }, instructions)
}

// RemoveInto is Remove for instructions whose work becomes another one's. The comments directly above
// them go to that one's, in the order of the file.
func RemoveInto(file *dockerfile.File, other *dockerfile.Instruction, instructions ...*dockerfile.Instruction) []lint.Edit {
	edits := remove(file, file.CommentsAbove, instructions)
	for _, in := range instructions {
		if !file.HasCommentAbove(in) {
			continue
		}
		at := other.Line
		if in.Index < other.Index {
			at = file.CommentsAbove(other)
		}
		edits = append(edits, Insert(file.FullLineSpan(at).Start, file.LinesText(file.CommentsAbove(in), in.Line-1)+file.LineEnding()))
	}
	return edits
}

// RemoveCommented is Remove for instructions that go with the comments directly above them.
func RemoveCommented(file *dockerfile.File, instructions ...*dockerfile.Instruction) []lint.Edit {
	return remove(file, file.CommentsAbove, instructions)
}

// Move returns the edits that move an instruction above another one. The comments directly above
// either stay with it.
func Move(file *dockerfile.File, in, above *dockerfile.Instruction) []lint.Edit {
	lines := file.LinesText(file.CommentsAbove(in), in.EndLine) + file.LineEnding()
	edits := remove(file, file.CommentsAbove, []*dockerfile.Instruction{in})
	return append(edits, Insert(file.FullLineSpan(file.CommentsAbove(above)).Start, lines))
}

// remove returns the edits that remove instructions from a line on, with the blank lines between and
// above them where they would meet others below.
func remove(file *dockerfile.File, from func(*dockerfile.Instruction) int, instructions []*dockerfile.Instruction) (edits []lint.Edit) {
	for i := 0; i < len(instructions); i++ {
		first, last := from(instructions[i]), instructions[i].EndLine
		for i+1 < len(instructions) && file.BlankLines(last+1, from(instructions[i+1])-1) {
			i++
			last = instructions[i].EndLine
		}
		if last == file.Lines() || file.Blank(last+1) {
			for first > 1 && file.Blank(first-1) {
				first--
			}
		}
		span := syntax.Span{Start: file.FullLineSpan(first).Start, End: file.FullLineSpan(last).End}
		if first > 1 && last == file.Lines() {
			// Remove the line ending before the last line too, so that the file
			// ends as it did.
			span = syntax.Span{Start: file.LineSpan(first - 1).End, End: file.LineSpan(last).End}
		}
		edits = append(edits, lint.Edit{Span: span})
	}
	return edits
}

// RemoveWord returns the edit that removes a word and the blanks before it from a script. A
// line with nothing else on it goes too.
func RemoveWord(file *dockerfile.File, in *dockerfile.Instruction, w shell.Word) lint.Edit {
	span := w.Span
	line := file.LineSpan(file.Position(span.Start).Line)
	before := strings.TrimRight(file.Text(syntax.Span{Start: line.Start, End: span.Start}), " \t")
	after := strings.TrimSpace(file.Text(syntax.Span{Start: span.End, End: line.End}))
	number := file.Position(span.Start).Line
	if before == "" && after == string(file.Escape) && number > in.Line {
		return lint.Edit{Span: file.FullLineSpan(number)}
	}
	span.Start = line.Start + len(before)
	return lint.Edit{Span: span}
}
