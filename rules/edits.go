package rules

import (
	"iter"
	"strings"

	"github.com/drydock-dev/drydock/syntax"
)

// insert returns an edit that inserts text at a byte offset.
func insert(offset int, text string) Edit {
	return Edit{Span: syntax.Span{Start: offset, End: offset}, New: text}
}

// remove returns the edits that remove instructions and their lines. Where blank lines above
// and below would meet, those above go too. Comments stay. The instructions must be in file
// order.
func (p *Pass) remove(instructions ...*syntax.Instruction) []Edit {
	var edits []Edit
	for i := 0; i < len(instructions); i++ {
		first, last := instructions[i].Line, instructions[i].EndLine
		for i+1 < len(instructions) && p.blankLines(last+1, instructions[i+1].Line-1) {
			i++
			last = instructions[i].EndLine
		}
		if last == p.File.Lines() || p.File.Blank(last+1) {
			for first > 1 && p.File.Blank(first-1) {
				first--
			}
		}
		span := syntax.Span{Start: p.File.FullLineSpan(first).Start, End: p.File.FullLineSpan(last).End}
		if first > 1 && last == p.File.Lines() {
			// Remove the line ending before the last line too, so that the file
			// ends as it did.
			span = syntax.Span{Start: p.File.LineSpan(first - 1).End, End: p.File.LineSpan(last).End}
		}
		edits = append(edits, Edit{Span: span})
	}
	return edits
}

// blankLines reports whether all lines from first to last are blank. It is true for an empty
// range.
func (p *Pass) blankLines(first, last int) bool {
	for line := first; line <= last; line++ {
		if !p.File.Blank(line) {
			return false
		}
	}
	return true
}

// wholeLines reports whether the instruction has its lines to itself. (A Dockerfile can't have
// two on one line, but a byte-order mark may come first.)
func (p *Pass) wholeLines(in *syntax.Instruction) bool {
	return strings.TrimSpace(p.File.Text(syntax.Span{Start: p.File.FullLineSpan(in.Line).Start, End: in.Keyword.Start})) == ""
}

// nextLine returns the text that continues a script on a new line: a space, the file's escape
// character and line ending, and the indentation of the script's continued lines (four spaces
// if it has none).
func (p *Pass) nextLine(in *syntax.Instruction) string {
	indent := "    "
	for line := in.Line + 1; line <= in.EndLine; line++ {
		text := p.File.Text(p.File.LineSpan(line))
		if trimmed := strings.TrimLeft(text, " \t"); trimmed != "" && trimmed[0] != '#' {
			indent = text[:len(text)-len(trimmed)]
			break
		}
	}
	return " " + string(p.File.Escape) + p.File.LineEnding() + indent
}

// appendStep returns an edit that adds a command to the end of a script, to run if everything
// before it succeeds. ok is false when nothing can be added there.
func (p *Pass) appendStep(in *syntax.Instruction, command string) (edit Edit, ok bool) {
	s := in.Script()
	if s == nil || s.Tree == nil || len(s.Steps) == 0 {
		return Edit{}, false
	}
	stmt := s.Tree.Stmts[len(s.Tree.Stmts)-1]
	if stmt.Background || stmt.Negated || stmt.Semicolon.IsValid() || len(stmt.Redirs) > 0 && len(in.Heredocs) > 0 {
		return Edit{}, false
	}
	end := s.Steps[len(s.Steps)-1].Span.End
	if len(in.Heredocs) > 0 {
		return insert(end, p.File.LineEnding()+command), true
	}
	return insert(end, p.nextLine(in)+"&& "+command), true
}

// ships reports whether a stage's layers are part of the final image. Rules about leftovers
// spare stages that are only copied from.
func (p *Pass) ships(stage *syntax.Stage) bool {
	for s := p.finalStage(); s != nil; s = s.Parent {
		if s == stage {
			return true
		}
	}
	return false
}

// triggered yields the file's instructions. Instead of an ONBUILD it yields the instruction
// that the ONBUILD triggers.
func (p *Pass) triggered() iter.Seq[*syntax.Instruction] {
	return func(yield func(*syntax.Instruction) bool) {
		for _, in := range p.File.Instructions {
			if in.Trigger != nil {
				in = in.Trigger
			}
			if !yield(in) {
				return
			}
		}
	}
}

// shellRuns calls f for every RUN in shell form, including those in ONBUILD.
func (p *Pass) shellRuns(f func(in *syntax.Instruction, s *syntax.Script)) {
	for in := range p.triggered() {
		if in.Name != "RUN" {
			continue
		}
		if s := in.Script(); s != nil && s.Tree != nil {
			f(in, s)
		}
	}
}

// quoteList joins names for a sentence: `a`, `b` and `c`.
func quoteList(names []string) string {
	var b strings.Builder
	for i, n := range names {
		switch {
		case i == 0:
		case i == len(names)-1:
			b.WriteString(" and ")
		default:
			b.WriteString(", ")
		}
		b.WriteString("`" + n + "`")
	}
	return b.String()
}
