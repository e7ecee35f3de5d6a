package review

import (
	"bytes"

	"github.com/drydock-dev/drydock/bot/diff"
	"github.com/drydock-dev/drydock/lint"
	"github.com/drydock-dev/drydock/syntax"
)

// maxReverted is how many changes of a file are tried as a cause. Each takes a check of the file.
const maxReverted = 12

// findCauses looks for the change that brought about each new finding on lines that the pull request
// left alone, and notes its line in the finding: an image that is bumped above a volume which no
// longer fits. It takes back one change after the other; if the finding goes, that is the cause.
func (f *File) findCauses(base, head *version, fresh []bool, check func(text []byte) *lint.Result) {
	if base.Rejected || len(f.Changes) > maxReverted {
		return
	}
	r := &reverter{&base.File.Common().Document, &head.File.Common().Document, check, map[diff.Change]map[string]int{}}
	now := subjects(head.Result)
	for i := range head.Findings {
		finding := &head.Findings[i]
		if !fresh[i] || f.Changes.Touch(finding.Start.Line, finding.End.Line) {
			continue
		}
		for _, c := range f.Changes {
			if r.without(c)[finding.Judged()] < now[finding.Judged()] {
				finding.CauseLine = r.line(c, finding, now)
				break
			}
		}
	}
}

// reverter checks the head with some of its changes taken back.
type reverter struct {
	base, head *syntax.Document
	check      func(text []byte) *lint.Result
	results    map[diff.Change]map[string]int
}

// without returns the subjects of the findings in the head without a change.
func (r *reverter) without(c diff.Change) map[string]int {
	if found, ok := r.results[c]; ok {
		return found
	}
	var text bytes.Buffer
	write := func(from *syntax.Document, first, last int) {
		if first <= last {
			text.WriteString(from.LinesText(first, last) + "\n")
		}
	}
	write(r.head, 1, c.After.First-1)
	write(r.base, c.Before.First, c.Before.Last)
	write(r.head, c.After.Last+1, r.head.Lines())
	r.results[c] = subjects(r.check(text.Bytes()))
	return r.results[c]
}

// line returns the line of a change that brought a finding about: in a change that edits lines in
// place, the one that does it alone, else the first.
func (r *reverter) line(c diff.Change, finding *lint.Finding, now map[string]int) int {
	count := c.After.Last - c.After.First
	if count > 0 && count == c.Before.Last-c.Before.First && count < maxReverted {
		for i := range count + 1 {
			old, line := c.Before.First+i, c.After.First+i
			one := diff.Change{Before: diff.Hunk{First: old, Last: old}, After: diff.Hunk{First: line, Last: line}}
			if r.without(one)[finding.Judged()] < now[finding.Judged()] {
				return line
			}
		}
	}
	line := min(max(c.After.First, 1), r.head.Lines())
	for c.After.Last < c.After.First && line < r.head.Lines() && r.head.Blank(line) {
		line++ // lines were removed here: name the next one that has text
	}
	return line
}

// subjects counts what the findings are about.
func subjects(r *lint.Result) map[string]int {
	n := map[string]int{}
	for i := range r.Findings {
		n[r.Findings[i].Judged()]++
	}
	return n
}
