package fix

import (
	"errors"

	"github.com/drydock-dev/drydock/lint"
	"github.com/drydock-dev/drydock/lint/edit"
	"github.com/drydock-dev/drydock/syntax"
)

// lines is a range of lines, 1-based and inclusive. It is empty if last is first-1.
type lines struct{ first, last int }

// touches reports whether two ranges overlap or are adjacent.
func (l lines) touches(o lines) bool { return l.first <= o.last+1 && o.first <= l.last+1 }

// overlaps reports whether two ranges share a line.
func (l lines) overlaps(o lines) bool { return l.first <= o.last && o.first <= l.last }

// contains reports whether l includes all of o.
func (l lines) contains(o lines) bool { return l.first <= o.first && o.last <= l.last }

func (l lines) union(o lines) lines { return lines{min(l.first, o.first), max(l.last, o.last)} }

func (l lines) count() int { return l.last - l.first + 1 }

// spanOf returns the lines that a fix's edits touch.
func spanOf(f *syntax.Document, fix *lint.Fix) lines {
	l := lines{f.Lines() + 1, 0}
	for _, e := range fix.Edits {
		first, last := f.Position(e.Span.Start), f.Position(e.Span.End)
		if last.Column == 1 && e.Span.Len() > 0 {
			last.Line-- // the edit ends with the previous line's ending
		}
		l = l.union(lines{first.Line, last.Line})
	}
	return l
}

var errOverlap = errors.New("its edits overlap")

// apply returns the text with the fixes of these findings applied.
func apply(source []byte, findings []*lint.Finding) ([]byte, error) {
	var edits []lint.Edit
	for _, f := range findings {
		edits = append(edits, f.Fix.Edits...)
	}
	text, ok := edit.Apply(source, edits)
	if !ok {
		return nil, errOverlap
	}
	return text, nil
}
