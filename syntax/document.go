package syntax

import (
	"bytes"
	"sort"
	"strings"
)

// Span is a half-open range of bytes in a file: Source[Start:End].
type Span struct{ Start, End int }

// Len returns the number of bytes in the span.
func (s Span) Len() int { return s.End - s.Start }

// Contains reports whether o lies within s.
func (s Span) Contains(o Span) bool { return s.Start <= o.Start && o.End <= s.End }

// Position is a place in a file as people count. Line and column are 1-based, and columns count
// bytes.
type Position struct{ Line, Column int }

// Document is the text of a file, accessible by bytes and by lines.
type Document struct {
	Path   string // as the caller names it; used in messages only
	Source []byte

	lineStarts []int
}

// NewDocument returns the document of a text.
func NewDocument(path string, source []byte) Document {
	d := Document{Path: path, Source: source, lineStarts: []int{0}}
	for i, c := range source {
		if c == '\n' && i+1 < len(source) {
			d.lineStarts = append(d.lineStarts, i+1)
		}
	}
	return d
}

// Lines returns the number of lines in the file. A final newline doesn't start another line. An
// empty file has one line.
func (d *Document) Lines() int { return len(d.lineStarts) }

// LineSpan returns the bytes of a line (1-based) without its line ending.
func (d *Document) LineSpan(line int) Span {
	s := d.FullLineSpan(line)
	for s.End > s.Start && (d.Source[s.End-1] == '\n' || d.Source[s.End-1] == '\r') {
		s.End--
	}
	return s
}

// FullLineSpan returns the bytes of a line (1-based) with its line ending. For a line past the end
// of the file, it returns an empty span at the end.
func (d *Document) FullLineSpan(line int) Span {
	if line > len(d.lineStarts) {
		return Span{len(d.Source), len(d.Source)}
	}
	end := len(d.Source)
	if line < len(d.lineStarts) {
		end = d.lineStarts[line]
	}
	return Span{d.lineStarts[line-1], end}
}

// LinesText returns the text of the lines from first to last (1-based, inclusive), without the last
// line ending.
func (d *Document) LinesText(first, last int) string {
	return d.Text(Span{d.FullLineSpan(first).Start, d.LineSpan(last).End})
}

// Position returns the line and column of an offset. The end of the file is a position too, just
// after the last byte.
func (d *Document) Position(offset int) Position {
	offset = min(max(offset, 0), len(d.Source))
	line := sort.SearchInts(d.lineStarts, offset+1)
	return Position{Line: line, Column: offset - d.lineStarts[line-1] + 1}
}

// Text returns the source text of a span.
func (d *Document) Text(s Span) string { return string(d.Source[s.Start:s.End]) }

// LineEnding returns the file's line ending, taken from its first line. If there is only one line
// without an ending, it returns "\n".
func (d *Document) LineEnding() string {
	if i := bytes.IndexByte(d.Source, '\n'); i > 0 && d.Source[i-1] == '\r' {
		return "\r\n"
	}
	return "\n"
}

// Blank reports whether a line is empty or has only white space.
func (d *Document) Blank(line int) bool {
	s := d.LineSpan(line)
	return len(bytes.TrimSpace(d.Source[s.Start:s.End])) == 0
}

// CommentLines returns the lines that start with a `#`, after any indentation, as comments. It is
// for formats in which such lines are always comments.
func (d *Document) CommentLines() (all []Comment) {
	for line := 1; line <= d.Lines(); line++ {
		s := d.LineSpan(line)
		text := d.Text(s)
		trimmed := strings.TrimLeft(text, " \t")
		if strings.HasPrefix(trimmed, "#") {
			s.Start += len(text) - len(trimmed)
			all = append(all, Comment{Line: line, Span: s, Text: strings.TrimSpace(strings.TrimLeft(trimmed, "#"))})
		}
	}
	return all
}

// BlankLines reports whether all lines from first to last are blank. It is true for an empty
// range.
func (d *Document) BlankLines(first, last int) bool {
	for line := first; line <= last; line++ {
		if !d.Blank(line) {
			return false
		}
	}
	return true
}

// TrimmedLines returns the text of lines (1-based, inclusive) without the blanks in
// front of the first; line 0 is the first.
func (d *Document) TrimmedLines(first, last int) Span {
	first = min(max(first, 1), d.Lines())
	s := d.LineSpan(first)
	text := d.Text(s)
	s.Start += len(text) - len(strings.TrimLeft(text, " \t"))
	s.End = d.LineSpan(min(max(last, first), d.Lines())).End
	return s
}
