package review

import (
	"slices"
	"strings"

	"github.com/drydock-dev/drydock/bot/diff"
	"github.com/drydock-dev/drydock/lint"
)

// version is one side of a changed file with its findings.
type version struct {
	*lint.Result
	texts []string // each finding's lines, white space folded
}

func newVersion(r *lint.Result) *version {
	v := &version{Result: r}
	for _, f := range r.Findings {
		v.texts = append(v.texts, f.Lines(&r.File.Common().Document))
	}
	return v
}

// introduced returns for each finding of the head whether the change brought it about. A finding is
// old if the base has one of the same rule on the same subject in the same place, as the diff
// carries places from one text to the other, and it isn't worse now. Each finding of the base makes
// one of the head's old. base may be nil: then all is new.
func introduced(base, head *version, changes diff.Changes) []bool {
	fresh := slices.Repeat([]bool{true}, len(head.Findings))
	if base == nil {
		return fresh
	}
	if base.Rejected && !head.Rejected {
		// The base's findings aren't known, but what the change left alone or only moved was there.
		was, now := &base.File.Common().Document, &head.File.Common().Document
		before := "\n" + was.LinesText(1, was.Lines()) + "\n"
		for i, f := range head.Findings {
			fresh[i] = changes.Touch(f.Start.Line, f.End.Line) && !strings.Contains(before, "\n"+now.LinesText(f.Start.Line, f.End.Line)+"\n")
		}
		return fresh
	}
	ofRule := map[string][]int{} // findings of the base that are still to be matched
	for i := range base.Findings {
		key := base.Findings[i].Key()
		ofRule[key] = append(ofRule[key], i)
	}
	m := &matcher{base, head, changes}
	matched := make([]bool, len(head.Findings))
	for _, same := range []func(b, h int) bool{m.sameLineAndText, m.sameLine, m.sameHunk, m.sameUnit, m.moved, m.movedAndEdited, m.sameImage} {
		for h := range head.Findings {
			key := head.Findings[h].Key()
			if matched[h] {
				continue
			}
			at := slices.IndexFunc(ofRule[key], func(b int) bool { return same(b, h) })
			if at < 0 {
				continue
			}
			was := &base.Findings[ofRule[key][at]]
			matched[h], fresh[h] = true, worse(was, &head.Findings[h])
			ofRule[key] = slices.Delete(ofRule[key], at, at+1)
		}
	}
	return fresh
}

// worse reports whether a finding is worse than it was.
func worse(was, now *lint.Finding) bool {
	return now.Severity > was.Severity || now.Amount > was.Amount
}

// matcher says when a finding of the base and one of the head, given by index, are in the same place.
// They have the same rule.
type matcher struct {
	base, head *version
	changes    diff.Changes
}

func (m *matcher) findings(b, h int) (*lint.Finding, *lint.Finding) {
	return &m.base.Findings[b], &m.head.Findings[h]
}

// sameLine: on a line that the change left alone.
func (m *matcher) sameLine(b, h int) bool {
	was, now := m.findings(b, h)
	line, ok := m.changes.Before(now.Start.Line)
	return ok && line == was.Start.Line
}

func (m *matcher) sameLineAndText(b, h int) bool {
	was, now := m.findings(b, h)
	return m.sameLine(b, h) && was.Subject == now.Subject && m.base.texts[b] == m.head.texts[h]
}

// sameHunk: on the lines that a hunk put in place of those of the base.
func (m *matcher) sameHunk(b, h int) bool {
	was, now := m.findings(b, h)
	return was.Subject == now.Subject && m.changes.SameHunk(was.Start.Line, now.Start.Line)
}

// sameUnit: in an instruction that has a line in common.
func (m *matcher) sameUnit(b, h int) bool {
	was, now := m.findings(b, h)
	if was.Subject != now.Subject {
		return false
	}
	first, last := m.base.File.Unit(was.Start.Line)
	from, to := m.head.File.Unit(now.Start.Line)
	for line := from; line <= to; line++ {
		if before, ok := m.changes.Before(line); ok && first <= before && before <= last {
			return true
		}
	}
	return false
}

func (m *matcher) unchanged(f *lint.Finding) bool {
	_, ok := m.changes.Before(f.Start.Line)
	return ok
}

// moved: on a changed line, for one that is gone with the same text.
func (m *matcher) moved(b, h int) bool {
	was, now := m.findings(b, h)
	return m.changes.Removes(was.Start.Line) && !m.unchanged(now) && m.base.texts[b] == m.head.texts[h]
}

// movedAndEdited: on a changed line, for one that is gone on the same subject.
func (m *matcher) movedAndEdited(b, h int) bool {
	was, now := m.findings(b, h)
	return m.changes.Removes(was.Start.Line) && !m.unchanged(now) && was.Subject == now.Subject
}

// sameImage: about the image as a whole, wherever it shows.
func (m *matcher) sameImage(b, h int) bool {
	was, now := m.findings(b, h)
	return was.Subject == lint.TheImage && now.Subject == lint.TheImage
}
