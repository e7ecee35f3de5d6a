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

// NextLine returns the text that continues a script on a new line: a space, the file's escape
// character and line ending, and the indentation of its lines that start with `&&`, else of its first
// continued line (four spaces if it has none).
func NextLine(file *dockerfile.File, in *dockerfile.Instruction) string {
	indent, found := "    ", false
	for line := in.Line + 1; line <= in.EndLine; line++ {
		text := file.Text(file.LineSpan(line))
		trimmed := strings.TrimLeft(text, " \t")
		step := strings.HasPrefix(trimmed, "&&")
		if trimmed != "" && trimmed[0] != '#' && (step || !found) {
			indent, found = text[:len(text)-len(trimmed)], true
		}
		if step {
			break
		}
	}
	return " " + string(file.Escape) + file.LineEnding() + indent
}

// AppendStep returns an edit that adds a command to the end of a script, to run if everything
// before it succeeds. ok is false when nothing can be added there, when it would not be reached, or when
// it would be reached after a failure too.
func AppendStep(file *dockerfile.File, in *dockerfile.Instruction, command string) (edit lint.Edit, ok bool) {
	s := in.Script()
	if s == nil || s.Tree == nil || len(s.Steps) == 0 {
		return lint.Edit{}, false
	}
	stmt := s.Tree.Stmts[len(s.Tree.Stmts)-1]
	if stmt.Background || stmt.Negated || stmt.Semicolon.IsValid() || len(in.Heredocs) > 0 && !(in.IsScriptHeredoc() && stopsOnFailure(in)) {
		return lint.Edit{}, false
	}
	if slices.ContainsFunc(s.Commands, endsScript) {
		return lint.Edit{}, false
	}
	end := s.Steps[len(s.Steps)-1].Span.End
	if len(in.Heredocs) > 0 {
		return Insert(end, file.LineEnding()+command), true
	}
	return Insert(end, NextLine(file, in)+"&& "+command), true
}

// stopsOnFailure reports whether a here-document's script begins with `set -e`, or its shell is started
// with -e.
func stopsOnFailure(in *dockerfile.Instruction) bool {
	words := in.Before.Shell
	if own := in.Interpreter(); own != nil {
		words = own
	}
	if first := in.Script().Steps[0].Command; first != nil && first.Program() == "set" {
		words = slices.Concat(words, first.Values())
	}
	return slices.ContainsFunc(words, func(w string) bool {
		return w == "errexit" || len(w) > 1 && w[0] == '-' && w[1] != '-' && strings.Contains(w, "e")
	})
}

// endsScript reports whether a script that succeeds so far is over with a command, or is another program's
// from there on.
func endsScript(c *shell.Command) bool {
	leaves := c.Program() == "exit" || c.Program() == "return" || c.WrappedBy("exec")
	return leaves && c.Place&^shell.OnSuccess == 0
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
