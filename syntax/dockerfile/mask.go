package dockerfile

import (
	"bytes"
)

// Mask returns the instruction's source from Span.Start to Span.End with everything but the script
// blanked out. That means the keyword, flags, continuation characters, and comments and empty lines
// between continued lines. The length in bytes stays the same. exact is false if blanking would
// split a word. Then the mask doesn't mean the same as the script.
func (in *Instruction) Mask() (mask []byte, exact bool) {
	base := in.Span.Start
	mask = bytes.Repeat([]byte{' '}, in.Span.Len())
	exact = true
	span, ok := in.scriptSpan()
	if !ok {
		return mask, exact
	}
	if doc, ok := in.ScriptHeredoc(); ok {
		copy(mask[doc.Body.Start-base:], in.File.Source[doc.Body.Start:doc.Body.End])
		return mask, exact
	}
	end := span.Start // of the part copied so far
	previous := byte(' ')
	for _, p := range in.Joined.pieces {
		from, to := max(p.source, span.Start), min(p.source+p.length, span.End)
		if from >= to {
			continue
		}
		exact = fillGap(mask[end-base:from-base], previous, in.File.Source[from]) && exact
		copy(mask[from-base:], in.File.Source[from:to])
		end, previous = to, in.File.Source[to-1]
		if to-from > 1 && in.File.Source[to-2] == '\\' {
			previous = '\\' // an escaped blank is part of a word
		}
	}
	if n := len(in.Heredocs); n > 0 {
		start := in.Heredocs[0].Body.Start
		mask[start-base-1] = '\n'
		copy(mask[start-base:], in.File.Source[start:in.Span.End])
	}
	return mask, exact
}

// fillGap fills the gap between two continued pieces of a script with bytes that the shell ignores.
// Next to a blank, blanks will do, and the gap already has these. In the middle of a word, it uses
// backslash-newline, which the shell drops. That is two bytes, so it can't fill a gap of odd length.
func fillGap(gap []byte, before, after byte) bool {
	if len(gap) == 0 || before == ' ' || before == '\t' || after == ' ' || after == '\t' {
		return true
	}
	for i := 0; i+1 < len(gap); i += 2 {
		copy(gap[i:], filler)
	}
	return len(gap)%2 == 0
}

// filler is what a shell drops everywhere except in single quotes.
var filler = []byte("\\\n")
