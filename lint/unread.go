package lint

import (
	"bytes"
	"regexp"
	"slices"
	"strings"

	"github.com/drydock-dev/drydock/proof"
	"github.com/drydock-dev/drydock/syntax"
	"github.com/drydock-dev/drydock/syntax/compose"
)

// Unread returns why nothing is reported for a file that is no file of its kind yet: it's "a template"
// of one, or "empty". It returns "" for all others. A file that its reader takes is neither, whatever
// braces it has.
func Unread(file syntax.File) string {
	switch {
	case file.Kind() == syntax.Compose && saysNothing(&file.Common().Document):
		return "empty"
	case isTemplate(file):
		return "a template"
	}
	return ""
}

// saysNothing reports whether a YAML file has only comments and blank lines: an override that nobody
// has filled in.
func saysNothing(d *syntax.Document) bool {
	for line := 1; line <= d.Lines(); line++ {
		text := strings.TrimSpace(d.Text(d.LineSpan(line)))
		if text != "" && text != "---" && !strings.HasPrefix(text, "#") {
			return false
		}
	}
	return true
}

// templateMark matches the marks of Jinja and of Go's templates, and GitHub's expressions, which are
// none.
var templateMark = regexp.MustCompile(`(?s)\$\{\{.*?\}\}|\{%.*?%\}|\{\{.*?\}\}`)

// isTemplate reports whether a file's reader rejects it because of template marks: it stops at one, or
// says something else of the text without them.
func isTemplate(file syntax.File) bool {
	d := &file.Common().Document
	marks := templateMarks(d)
	if len(marks) == 0 {
		return false
	}
	rejected := rejection(file)
	if rejected == nil || rejected.Refused || rejected.Panic != "" {
		return false
	}
	stopsAt := func(m syntax.Span) bool {
		return d.Position(m.Start).Line <= rejected.EndLine && rejected.Line <= d.Position(m.End).Line
	}
	if slices.ContainsFunc(marks, stopsAt) {
		return true
	}
	still := rejection(file.Reparse(withoutMarks(d, marks)))
	return still == nil || still.Line != rejected.Line || still.Message != rejected.Message
}

// rejection returns why the program that reads such files rejects one, nil if it doesn't. Line is 0 if
// the program names none.
func rejection(file syntax.File) *syntax.ParseError {
	if rejected := proof.Of(file).Read(file).Rejected; rejected != nil {
		return rejected
	}
	if f, ok := file.(*compose.File); ok {
		if err := f.Loads(); err != nil {
			return &syntax.ParseError{Message: err.Error()}
		}
	}
	return nil
}

// templateMarks returns the marks outside comments.
func templateMarks(d *syntax.Document) (marks []syntax.Span) {
	if !bytes.Contains(d.Source, []byte("{{")) && !bytes.Contains(d.Source, []byte("{%")) {
		return nil
	}
	text := slices.Clone(d.Source)
	for _, c := range d.CommentLines() {
		blank(text[c.Span.Start:c.Span.End])
	}
	for _, at := range templateMark.FindAllIndex(text, -1) {
		if text[at[0]] != '$' {
			marks = append(marks, syntax.Span{Start: at[0], End: at[1]})
		}
	}
	return marks
}

// withoutMarks returns the text with a letter in place of each mark, none on lines that have nothing
// else. All lines stay where they are.
func withoutMarks(d *syntax.Document, marks []syntax.Span) []byte {
	text := slices.Clone(d.Source)
	for _, m := range marks {
		blank(text[m.Start:m.End])
	}
	for _, m := range marks {
		if line := d.LineSpan(d.Position(m.Start).Line); strings.TrimSpace(string(text[line.Start:line.End])) != "" {
			text[m.Start] = 'x'
		}
	}
	return text
}

// blank replaces all but line endings by spaces.
func blank(text []byte) {
	for i, c := range text {
		if c != '\n' && c != '\r' {
			text[i] = ' '
		}
	}
}
