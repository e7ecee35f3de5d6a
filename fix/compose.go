package fix

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/drydock-dev/drydock/buildkit"
	"github.com/drydock-dev/drydock/rules"
	"github.com/drydock-dev/drydock/syntax"
)

// group is fixes whose lines touch, composed into one change of the original.
type group struct {
	at      lines         // of the original
	result  *rules.Result // of the text with only this group's change
	applied []rules.Finding
}

// newLines returns the lines of the changed text that stand for group.at.
func (g *group) newLines(original *syntax.File) lines {
	return lines{g.at.first, g.at.last + g.result.File.Lines() - original.Lines()}
}

// candidate is a finding of the original whose fix may be used.
type candidate struct {
	finding *rules.Finding
	span    lines
	key     string // its fixKey
}

// groups returns the composed groups of the file's fixes, by line.
func (p *planner) groups() []*group {
	var spans []lines
	for i := range p.original.Findings {
		f := &p.original.Findings[i]
		if !p.usable(f) {
			continue
		}
		c := candidate{f, spanOf(p.original.File, f.Fix), fixKey(f)}
		p.candidates = append(p.candidates, c)
		if c.span.count() > maxSpan {
			p.reject(f, fmt.Sprintf("it spans %d lines, more than %d", c.span.count(), maxSpan))
			continue
		}
		spans = append(spans, c.span)
	}
	spans = p.affordable(merge(spans))
	for {
		spans = merge(spans)
		var groups []*group
		for _, span := range spans {
			if g := p.compose(span); len(g.applied) > 0 {
				groups = append(groups, g)
			}
		}
		// Composition may have grown a group until it touches another.
		grown := make([]lines, len(groups))
		for i, g := range groups {
			grown[i] = g.at
		}
		if len(merge(grown)) == len(groups) {
			return groups
		}
		spans = grown
	}
}

// maxGroups is how many groups a plan has at most: more suggestions than anyone
// reads at once. A file of many instructions, whose proofs take longer, has
// fewer.
const maxGroups = 40

// affordable returns the ranges that there is time to compose and prove, by
// line, and rejects the fixes of the others: they come with the next plan.
func (p *planner) affordable(spans []lines) []lines {
	limit := max(1, min(maxGroups, maxWork/(4*max(1, len(p.original.File.Instructions)))))
	if len(spans) <= limit {
		return spans
	}
	for _, c := range p.candidates {
		if c.span.first >= spans[limit].first {
			p.reject(c.finding, errSpent.Error())
		}
	}
	return spans[:limit]
}

// merge joins ranges that touch and returns the rest, by line. Ranges that
// only lie side by side stay apart when they would grow too long together.
func merge(spans []lines) []lines {
	sorted := slices.SortedFunc(slices.Values(spans), func(a, b lines) int { return a.first - b.first })
	var merged []lines
	for _, s := range sorted {
		if n := len(merged); n > 0 && merged[n-1].touches(s) {
			together := merged[n-1].union(s)
			if s.first <= merged[n-1].last || together.count() <= maxSpan {
				merged[n-1] = together
				continue
			}
		}
		merged = append(merged, s)
	}
	return merged
}

// maxSteps bounds a composition. Each step makes a finding go away, so only a
// rule that undoes another's work could reach it.
const maxSteps = 60

// compose applies the fixes that lie in a range of lines, one after the other.
func (p *planner) compose(at lines) *group {
	barred := map[string]bool{} // fixes that failed, by rule and text
	p.foreign = map[string]bool{}
	for _, c := range p.candidates {
		if !at.contains(c.span) {
			p.foreign[c.key] = true
		}
	}
	for {
		g, culprit := p.composeWithout(at, barred)
		if culprit == nil {
			return g
		}
		barred[fixKey(culprit)] = true
	}
}

// fixKey names a fix across texts in which its lines have moved.
func fixKey(f *rules.Finding) string {
	var b strings.Builder
	b.WriteString(f.Rule.ID)
	for _, e := range f.Fix.Edits {
		fmt.Fprintf(&b, "\x00%d\x00%s", e.Span.Len(), e.New)
	}
	return b.String()
}

// composeWithout composes without the barred fixes. When the outcome brings
// new findings, it returns the fix that brought the first of them.
func (p *planner) composeWithout(at lines, barred map[string]bool) (*group, *rules.Finding) {
	g := &group{at: at, result: p.original}
	for range maxSteps {
		f := p.next(g, barred)
		if f == nil {
			break
		}
		result, err := p.step(g, f)
		if err != nil {
			p.reject(f, err.Error())
			barred[fixKey(f)] = true
			continue
		}
		now := g.newLines(p.original.File)
		span := spanOf(g.result.File, f.Fix)
		g.at = lines{min(g.at.first, span.first), g.at.last + max(0, span.last-now.last)}
		g.result = result
		g.applied = append(g.applied, *f)
	}
	if len(g.applied) == 0 {
		return g, nil
	}
	err := prove(p.original, g.result)
	if err == nil && !utf8.ValidString(p.lines(g).Replacement) {
		err = errors.New("its lines are not UTF-8, so no comment can carry them")
	}
	if err != nil {
		culprit := p.culprit(g)
		p.reject(culprit, err.Error())
		return g, culprit
	}
	return g, nil
}

// next returns the fix to apply next: the first by the order of rules.All that
// lies in the group's lines, or touches them.
func (p *planner) next(g *group, barred map[string]bool) *rules.Finding {
	at := g.newLines(p.original.File)
	var best *rules.Finding
	for i := range g.result.Findings {
		f := &g.result.Findings[i]
		if !p.usable(f) || barred[fixKey(f)] {
			continue
		}
		if span := spanOf(g.result.File, f.Fix); !p.belongs(g, at, f, span) {
			continue
		}
		if best == nil || order(f.Rule) < order(best.Rule) {
			best = f
		}
	}
	return best
}

// belongs reports whether a finding's fix, which spans some lines, is to become
// part of a group that stands at some lines now: it lies in them; or it, or its
// finding, touches them, was not there for another group to take, and does not
// make the group too long.
func (p *planner) belongs(g *group, at lines, f *rules.Finding, span lines) bool {
	if at.contains(span) {
		return span.count() <= maxSpan
	}
	found := lines{f.Start.Line, f.End.Line}
	return g.result != p.original && !p.foreign[fixKey(f)] &&
		(span.touches(at) || found.touches(at)) && at.union(span).count() <= maxSpan
}

func order(r *rules.Rule) int { return slices.Index(rules.All, r) }

// step applies one fix to a group's text and proves that its finding is gone.
// Findings that it brings may still be mended by later steps.
func (p *planner) step(g *group, f *rules.Finding) (*rules.Result, error) {
	if p.spent() {
		return nil, errSpent
	}
	text, err := apply(g.result.File.Source, f.Fix)
	if err != nil {
		return nil, err
	}
	result := p.check(text)
	if err := accepted(g.result, result); err != nil {
		return nil, err
	}
	if counts(result)[f.Rule.ID] >= counts(g.result)[f.Rule.ID] {
		return nil, fmt.Errorf("%s still finds as much as before", f.Rule.ID)
	}
	if f.Fix.SameBuild {
		if change := buildkit.Compare(g.result.Build, result.Build); change != buildkit.SameBuild {
			return nil, fmt.Errorf("it was to change nothing and gives %s", change)
		}
	}
	return result, nil
}

// culprit returns the applied fix after which something was found more often
// than in the original and stayed so, the last one if that cannot be told.
func (p *planner) culprit(g *group) *rules.Finding {
	more := newHits(p.original, g.result)
	text := p.original.File.Source
	for i := range g.applied {
		next, err := apply(text, g.applied[i].Fix)
		if err != nil {
			break
		}
		hits := newHits(p.original, p.check(next))
		if slices.ContainsFunc(more, func(name string) bool { return slices.Contains(hits, name) }) {
			return &g.applied[i]
		}
		text = next
	}
	return &g.applied[len(g.applied)-1]
}
