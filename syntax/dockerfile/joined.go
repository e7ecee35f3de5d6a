package dockerfile

import (
	"bytes"
	"sort"
	"strings"
	"unicode"

	"github.com/drydock-dev/drydock/syntax"
)

// Joined is the text of an instruction's logical line as BuildKit joins it from source lines, with
// a map back to the source. The gaps in the source are continuation characters, line endings, and
// comments and empty lines between continued lines.
type Joined struct {
	Text   string
	pieces []piece
	// end is the end of the last source line, before its line ending.
	end int
}

// piece is a run of bytes that is the same in the source and in the text.
type piece struct{ text, source, length int }

// join builds the logical line that starts at a line (1-based) as BuildKit's parser does. It also
// returns the last source line that belongs to it.
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
			continue // BuildKit drops the line, and the instruction continues
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

// cutContinuation removes a line's continuation character and the blanks after it. An escape
// character after another one doesn't count. This does the same as BuildKit's regular expression.
func cutContinuation(line []byte, escape byte) ([]byte, bool) {
	end := len(bytes.TrimRight(line, " \t"))
	if end == 0 || line[end-1] != escape || (end > 1 && line[end-2] == escape) {
		return line, false
	}
	return line[:end-1], true
}

// Source returns the offset in the file for an offset in the text. The end of the text maps to the
// end of its last piece.
func (j *Joined) Source(offset int) int {
	if len(j.pieces) == 0 {
		return j.end
	}
	i := sort.Search(len(j.pieces), func(i int) bool { return j.pieces[i].text > offset }) - 1
	p := j.pieces[max(i, 0)]
	return p.source + offset - p.text
}

// Span returns the source span of Text[start:end]. It starts and ends at bytes of the text, so it
// never ends in a gap.
func (j *Joined) Span(start, end int) syntax.Span {
	if end <= start {
		s := j.Source(start)
		return syntax.Span{Start: s, End: s}
	}
	return syntax.Span{Start: j.Source(start), End: j.Source(end-1) + 1}
}

// Read returns BuildKit's text for a source span: its bytes outside gaps.
func (j *Joined) Read(s syntax.Span) string {
	var b strings.Builder
	i := sort.Search(len(j.pieces), func(i int) bool { return j.pieces[i].source+j.pieces[i].length > s.Start })
	for ; i < len(j.pieces) && j.pieces[i].source < s.End; i++ {
		p := j.pieces[i]
		from, to := max(s.Start, p.source), min(s.End, p.source+p.length)
		b.WriteString(j.Text[p.text+from-p.source : p.text+to-p.source])
	}
	return b.String()
}
