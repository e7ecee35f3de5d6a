package yaml

import (
	"bytes"
	"regexp"
	"strings"

	"github.com/drydock-dev/drydock/syntax"
)

// Block is a block scalar (`key: |`): a text inside another file.
type Block struct {
	Text   string // without the indentation
	Indent int    // in bytes
	outer  *syntax.Document
	first  int // its first line in the outer file
}

// blockHeader matches the end of the line that starts a block.
var blockHeader = regexp.MustCompile(`:\s*\|[+-]?\s*$`)

// BlockOf returns the block that is a key's value. It returns false if the value isn't a block.
func BlockOf(outer *syntax.Document, key *Value) (Block, bool) {
	at := outer.Position(key.Span.Start)
	if !blockHeader.MatchString(outer.Text(outer.LineSpan(at.Line))) || bytes.IndexByte(outer.Source, '\r') >= 0 {
		return Block{}, false
	}
	in := Block{outer: outer, first: at.Line + 1, Indent: -1}
	var b strings.Builder
	for line := in.first; line <= outer.Lines(); line++ {
		text := outer.Text(outer.LineSpan(line))
		if strings.TrimSpace(text) == "" {
			b.WriteString("\n")
			continue
		}
		depth := len(text) - len(strings.TrimLeft(text, " "))
		if in.Indent < 0 {
			in.Indent = depth
		}
		if depth < in.Indent || depth < at.Column {
			break
		}
		b.WriteString(text[in.Indent:] + "\n")
	}
	in.Text = strings.TrimRight(b.String(), "\n") + "\n"
	return in, in.Indent > 0
}

// Span converts a span of the text to one of the outer file.
func (b Block) Span(s syntax.Span) syntax.Span {
	return syntax.Span{Start: b.Offset(s.Start), End: b.Offset(s.End)}
}

// Offset converts an offset in the text to one in the outer file.
func (b Block) Offset(inner int) int {
	before := b.Text[:min(inner, len(b.Text))]
	line := b.first + strings.Count(before, "\n")
	column := len(before) - (strings.LastIndex(before, "\n") + 1)
	span := b.outer.LineSpan(line)
	return min(span.Start+b.Indent+column, max(span.End, span.Start))
}
