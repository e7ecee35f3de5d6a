package syntax

import (
	"bytes"
	"sort"
	"strings"
	"unicode"
)

// Joined is the text of an instruction's logical line as BuildKit joins it
// from source lines, with a map back to the source: continuation characters,
// line endings, and comments and empty lines between continued lines are gaps.
type Joined struct {
	Text   string
	pieces []piece
	// end is where the logical line's last source line ends, before its line
	// ending.
	end int
}

// piece is a run of bytes that stands in the source as it does in the text.
type piece struct{ text, source, length int }

// join rebuilds the logical line that starts at a line (1-based) the way
// BuildKit's parser does, and returns the last line that it takes.
func (f *File) join(line int) (j Joined, last int) {
	var text strings.Builder
	for first := true; line <= f.Lines(); first = false {
		s := f.LineSpan(line)
		raw := f.Source[s.Start:s.End]
		if line == 1 {
			raw = bytes.TrimPrefix(raw, byteOrderMark)
		}
		if first {
			raw = bytes.TrimLeftFunc(raw, unicode.IsSpace)
		}
		start := s.End - len(raw)
		j.end, last = s.End, line
		line++
		trimmed := bytes.TrimSpace(raw)
		if !first && (len(trimmed) == 0 || trimmed[0] == '#') {
			continue // dropped by BuildKit; the instruction goes on
		}
		body, goesOn := cutContinuation(raw, f.Escape)
		if len(body) > 0 {
			j.pieces = append(j.pieces, piece{text.Len(), start, len(body)})
			text.Write(body)
		}
		if !goesOn {
			break
		}
	}
	j.Text = text.String()
	return j, last
}

// cutContinuation removes a line's continuation character and the blanks
// behind it. An escape character that is itself preceded by one is none; this
// is BuildKit's regular expression, spelled out.
func cutContinuation(line []byte, escape byte) ([]byte, bool) {
	end := len(bytes.TrimRight(line, " \t"))
	if end == 0 || line[end-1] != escape || (end > 1 && line[end-2] == escape) {
		return line, false
	}
	return line[:end-1], true
}

// Source returns the offset in the file of a byte of the text. The end of the
// text maps to the end of its last piece.
func (j *Joined) Source(offset int) int {
	if len(j.pieces) == 0 {
		return j.end
	}
	i := sort.Search(len(j.pieces), func(i int) bool { return j.pieces[i].text > offset }) - 1
	p := j.pieces[max(i, 0)]
	return p.source + offset - p.text
}

// Span returns the source span of Text[start:end]. It begins and ends on
// bytes of the text, so a span never ends in a gap.
func (j *Joined) Span(start, end int) Span {
	if end <= start {
		s := j.Source(start)
		return Span{s, s}
	}
	return Span{j.Source(start), j.Source(end-1) + 1}
}

// Read returns BuildKit's text for a span of the source: the bytes that are
// not in gaps.
func (j *Joined) Read(s Span) string {
	var b strings.Builder
	i := sort.Search(len(j.pieces), func(i int) bool { return j.pieces[i].source+j.pieces[i].length > s.Start })
	for ; i < len(j.pieces) && j.pieces[i].source < s.End; i++ {
		p := j.pieces[i]
		from, to := max(s.Start, p.source), min(s.End, p.source+p.length)
		b.WriteString(j.Text[p.text+from-p.source : p.text+to-p.source])
	}
	return b.String()
}
