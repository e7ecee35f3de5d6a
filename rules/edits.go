package rules

import (
	"iter"
	"strings"

	"github.com/drydock-dev/drydock/syntax"
)

// insert returns an edit that puts a text in front of an offset.
func insert(offset int, text string) Edit {
	return Edit{Span: syntax.Span{Start: offset, End: offset}, New: text}
}

// remove returns the edits that take instructions out with their lines. Of the
// blank lines that then meet, one side's go with them. Comments stay.
// The instructions are in the order of the file.
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
			// The last line goes with the line ending before it, so that the
			// file ends as it did.
			span = syntax.Span{Start: p.File.LineSpan(first - 1).End, End: p.File.LineSpan(last).End}
		}
		edits = append(edits, Edit{Span: span})
	}
	return edits
}

// blankLines reports whether all lines from first to last are blank; true for
// none.
func (p *Pass) blankLines(first, last int) bool {
	for line := first; line <= last; line++ {
		if !p.File.Blank(line) {
			return false
		}
	}
	return true
}

// wholeLines reports whether nothing but the instruction stands on its lines.
// (A Dockerfile cannot have two on one line; a byte-order mark can be there.)
func (p *Pass) wholeLines(in *syntax.Instruction) bool {
	return strings.TrimSpace(p.File.Text(syntax.Span{Start: p.File.FullLineSpan(in.Line).Start, End: in.Keyword.Start})) == ""
}

// nextLine returns what continues a script on a further line with the file's
// escape character and line ending: ` \`, newline and an indentation of four,
// or that of the script's own continued lines.
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

// appendStep returns an edit that adds a command to the end of a script, to be
// run when all before it went well. ok is false when the script's end is no
// place for it.
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

// ships reports whether what the stage's layers hold is in the final image:
// stages that are only copied from are spared rules about leftovers.
func (p *Pass) ships(stage *syntax.Stage) bool {
	for s := p.finalStage(); s != nil; s = s.Parent {
		if s == stage {
			return true
		}
	}
	return false
}

// triggered yields the file's instructions, and in place of each ONBUILD what it
// triggers.
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

// shellRuns calls f for every RUN with a script in shell form, those of
// ONBUILD included.
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
