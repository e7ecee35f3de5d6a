package edit

import (
	"strings"

	sh "mvdan.cc/sh/v3/syntax"

	"github.com/drydock-dev/drydock/lint"
	"github.com/drydock-dev/drydock/syntax"
	"github.com/drydock-dev/drydock/syntax/dockerfile"
	"github.com/drydock-dev/drydock/syntax/shell"
)

// AppendStep returns an edit that adds a command to the end of a script, to run as the user of another
// one, after it and if everything before succeeded. The script's exit status stays: no failure is hidden,
// and none is noticed that wasn't. ok is false where nothing can be added, or it wouldn't be reached.
func AppendStep(file *dockerfile.File, in *dockerfile.Instruction, after *shell.Command, command string) (edit lint.Edit, ok bool) {
	s := in.Script()
	if s == nil || s.Tree == nil || len(s.Tree.Stmts) == 0 || !s.GoesOn(after) {
		return lint.Edit{}, false
	}
	last := s.Tree.Stmts[len(s.Tree.Stmts)-1]
	user, ok := after.UserWords()
	end, known := lineEnd(s, last)
	if !ok || !known || last.Background || last.Coprocess || last.Negated || last.Semicolon.IsValid() {
		return lint.Edit{}, false
	}
	command = user + command
	doc, isScript := in.ScriptHeredoc()
	body := file.Text(doc.Body)
	switch {
	case isScript && strings.Contains(body, "\r"):
		return lint.Edit{}, false // the shell reads it as part of a word
	case isScript && in.StopsOnFailure() && failsAlone(last) && !strings.HasSuffix(strings.TrimSpace(body), `\`):
		at := doc.Body.Start + len(strings.TrimRight(body, " \t\n"))
		return Insert(at, "\n"+indentOf(file, at)+command), true
	case len(in.Heredocs) > 0:
		// The line goes on, in front of the bodies.
		return Insert(end, " && "+command), true
	}
	return Insert(end, NextLine(file, in)+"&& "+command), true
}

// failsAlone reports whether a shell that stops at failures stops where a statement fails. It doesn't for
// what stands in front of `&&`, and may not for compound ones.
func failsAlone(stmt *sh.Stmt) bool {
	switch c := stmt.Cmd.(type) {
	case *sh.CallExpr:
		return true
	case *sh.BinaryCmd:
		return c.Op == sh.Pipe || c.Op == sh.PipeAll
	}
	return false
}

// lineEnd returns the offset in the file at which a statement's text ends, the bodies of here-documents
// aside.
func lineEnd(s *shell.Script, stmt *sh.Stmt) (end int, known bool) {
	switch c := stmt.Cmd.(type) {
	case nil:
	case *sh.BinaryCmd:
		end, known = lineEnd(s, c.Y)
	case *sh.CallExpr:
		for _, a := range c.Assigns {
			end = s.SpanOf(a).End
		}
		for _, w := range c.Args {
			end = s.SpanOf(w).End
		}
		known = end > 0
	default:
		end, known = s.SpanOf(c).End, true
	}
	for _, r := range stmt.Redirs {
		if r.Word != nil {
			end, known = max(end, s.SpanOf(r.Word).End), true
		}
	}
	return end, known
}

// indentOf returns the blanks at the start of the line of an offset.
func indentOf(file *dockerfile.File, offset int) string {
	line := file.Text(file.LineSpan(file.Position(offset).Line))
	return line[:len(line)-len(strings.TrimLeft(line, " \t"))]
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

// RemoveSteps returns the edits that remove steps from a plain `a && b && c`, each with its
// `&&`. ok is false when the script is no such list, or when no step would be left.
func RemoveSteps(file *dockerfile.File, in *dockerfile.Instruction, drop func(shell.Step) bool) (edits []lint.Edit, ok bool) {
	s := in.Script()
	if len(in.Heredocs) > 0 || len(s.Comments) > 0 || file.HasContinuedComment(in) {
		return nil, false
	}
	kept := -1
	for i, step := range s.Steps {
		if i > 0 && step.Joint != "&&" {
			return nil, false
		}
		if !drop(step) {
			if kept < 0 && i > 0 {
				edits = append(edits, lint.Edit{Span: syntax.Span{Start: s.Steps[0].Span.Start, End: step.Span.Start}})
			}
			kept = i
		} else if kept >= 0 {
			edits = append(edits, lint.Edit{Span: syntax.Span{Start: s.Steps[i-1].Span.End, End: step.Span.End}})
		}
	}
	return edits, kept >= 0
}
