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
	proof   buildkit.Change
}

// newLines returns the lines of the changed text that stand for group.at.
func (g *group) newLines(original *syntax.File) lines {
	return lines{g.at.first, g.at.last + g.result.File.Lines() - original.Lines()}
}

// grown returns the lines of the original that the group takes once it has a fix
// that spans some lines of the text in which the group stands at now.
func (g *group) grown(now, span lines) lines {
	return lines{min(g.at.first, span.first), g.at.last + max(0, span.last-now.last)}
}

// lines returns the range of lines that the group replaces, and its text.
func (g *group) lines(original *syntax.File) Suggestion {
	s := Suggestion{StartLine: g.at.first, EndLine: g.at.last}
	if now := g.newLines(original); now.count() > 0 {
		s.Replacement = g.result.File.LinesText(now.first, now.last)
	}
	return s
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
		if c.span.count() > rules.MaxLines {
			p.rejectLong(f, c.span)
			continue
		}
		if !p.held(c.span) {
			p.reject(f, "its lines cannot be replaced together where it is to be shown")
			continue
		}
		spans = append(spans, c.span)
	}
	spans = p.affordable(p.merge(spans))
	done := map[lines]*composer{} // by the range that was asked for
	for {
		p.compose(spans, done)
		var groups []*group
		var grown []lines // a composition may have grown until it touches another
		for _, span := range spans {
			if g := done[span].group; len(g.applied) > 0 {
				groups = append(groups, g)
				grown = append(grown, g.at)
			}
		}
		if merged := p.merge(grown); len(merged) < len(groups) {
			spans = merged
			continue
		}
		for _, span := range spans {
			for _, r := range done[span].rejected {
				p.reject(r.finding, r.reason)
			}
		}
		return groups
	}
}

func (p *planner) rejectLong(f *rules.Finding, span lines) {
	p.reject(f, fmt.Sprintf("it spans %d lines, more than %d", span.count(), rules.MaxLines))
}

// affordable returns the ranges that there is time to compose and prove, by
// line, and rejects the fixes of the others: they come with the next plan.
func (p *planner) affordable(spans []lines) []lines {
	limit := max(1, min(maxGroups, p.texts()/4))
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

var errSpent = errors.New("the file has too many findings to prove all their fixes at once; mend some and run again")

// merge joins ranges that touch and returns the rest, by line. Ranges that
// only lie side by side stay apart when they would grow too long together, or could
// not be replaced so.
func (p *planner) merge(spans []lines) []lines {
	sorted := slices.SortedFunc(slices.Values(spans), func(a, b lines) int { return a.first - b.first })
	var merged []lines
	for _, s := range sorted {
		if n := len(merged); n > 0 && merged[n-1].touches(s) {
			together := merged[n-1].union(s)
			if s.first <= merged[n-1].last || together.count() <= rules.MaxLines && p.held(together) {
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

// compose adds a composition for each range that has none yet.
func (p *planner) compose(spans []lines, done map[lines]*composer) {
	var todo []*composer
	for _, span := range spans {
		if done[span] == nil {
			done[span] = p.newComposer(span, max(8, p.texts()/(2*len(spans))))
			todo = append(todo, done[span])
		}
	}
	inParallel(len(todo), func(i int) { todo[i].compose() })
}

// composer makes the fixes that lie in a range of lines into a group.
type composer struct {
	*planner // not changed by it: composers run side by side
	at       lines
	foreign  map[string]bool // fixes that other groups have, by fixKey
	barred   map[string]bool // fixes that failed, by fixKey
	checks   int             // how many texts may still be checked
	rejected []rejectedFix
	group    *group // what was made
}

type rejectedFix struct {
	finding *rules.Finding
	reason  string
}

func (p *planner) newComposer(at lines, checks int) *composer {
	c := &composer{planner: p, at: at, checks: checks, foreign: map[string]bool{}, barred: map[string]bool{}}
	for _, candidate := range p.candidates {
		if !at.contains(candidate.span) {
			c.foreign[candidate.key] = true
		}
	}
	return c
}

func (c *composer) bar(f *rules.Finding, err error) {
	c.barred[fixKey(f)] = true
	c.rejected = append(c.rejected, rejectedFix{f, err.Error()})
}

// compose makes the group. Fixes on lines of their own are applied at once;
// when that fails the proof, one after the other, to learn which one it is.
func (c *composer) compose() {
	atOnce := true
	for {
		g := c.attempt(atOnce)
		err := c.prove(g)
		switch {
		case err == nil:
			if len(g.applied) > 0 {
				g.proof = buildkit.Unbuilt
				if g.result.Build != nil {
					g.proof = buildkit.Compare(c.original.Build, g.result.Build)
					g.result.Build.Release()
				}
			}
			c.group = g
			return
		case atOnce:
			atOnce = false
		default:
			c.bar(c.culprit(g), err)
		}
	}
}

func (c *composer) prove(g *group) error {
	if len(g.applied) == 0 {
		return nil
	}
	if err := prove(c.original, g.result); err != nil {
		return err
	}
	if !utf8.ValidString(g.lines(c.original.File).Replacement) {
		return errors.New("its lines are not UTF-8, so no comment can carry them")
	}
	return nil
}

// fixKey names a fix across texts in which its lines have moved.
func fixKey(f *rules.Finding) string {
	var b strings.Builder
	b.WriteString(f.Kind())
	for _, e := range f.Fix.Edits {
		fmt.Fprintf(&b, "\x00%d\x00%s", e.Span.Len(), e.New)
	}
	return b.String()
}

// attempt composes without the barred fixes.
func (c *composer) attempt(atOnce bool) *group {
	g := &group{at: c.at, result: c.original}
	for range maxSteps {
		fixes := c.next(g, atOnce)
		if len(fixes) == 0 {
			break
		}
		result, err := c.step(g, fixes)
		if err != nil && len(fixes) > 1 {
			fixes = fixes[:1]
			result, err = c.step(g, fixes)
		}
		if err != nil {
			c.bar(fixes[0], err)
			continue
		}
		now := g.newLines(c.original.File)
		for _, f := range fixes {
			g.at = g.grown(now, spanOf(g.result.File, f.Fix))
			g.applied = append(g.applied, *f)
		}
		g.result = result
	}
	return g
}

// next returns the fix to apply next: the first by the order of rules.All that
// lies in the group's lines, or touches them. With atOnce it is followed by
// others of the group's lines that share no line with those before them.
func (c *composer) next(g *group, atOnce bool) []*rules.Finding {
	at := g.newLines(c.original.File)
	var found []*rules.Finding
	for i := range g.result.Findings {
		f := &g.result.Findings[i]
		if c.usable(f) && !c.barred[fixKey(f)] && c.belongs(g, at, f, spanOf(g.result.File, f.Fix)) {
			found = append(found, f)
		}
	}
	slices.SortStableFunc(found, func(a, b *rules.Finding) int { return order(a.Rule) - order(b.Rule) })
	if !atOnce || len(found) < 2 {
		return found[:min(1, len(found))]
	}
	fixes, taken := found[:1:1], []lines{spanOf(g.result.File, found[0].Fix)}
	for _, f := range found[1:] {
		span := spanOf(g.result.File, f.Fix)
		shares := slices.ContainsFunc(taken, func(t lines) bool { return t.overlaps(span) })
		if !shares && at.contains(span) {
			fixes, taken = append(fixes, f), append(taken, span)
		}
	}
	return fixes
}

// belongs reports whether a finding's fix, which spans some lines, is to become
// part of a group that stands at some lines now: it lies in them; or it, or its
// finding, touches them, was not there for another group to take, and does not
// make the group too long, or one that cannot be shown.
func (c *composer) belongs(g *group, at lines, f *rules.Finding, span lines) bool {
	if at.contains(span) {
		return span.count() <= rules.MaxLines
	}
	found := lines{f.Start.Line, f.End.Line}
	return g.result != c.original && !c.foreign[fixKey(f)] &&
		(span.touches(at) || found.touches(at)) && at.union(span).count() <= rules.MaxLines && c.held(g.grown(at, span))
}

func order(r *rules.Rule) int { return slices.Index(rules.All, r) }

// step applies fixes to a group's text and proves that their findings are
// gone. Findings that they bring may still be mended by later steps.
func (c *composer) step(g *group, fixes []*rules.Finding) (*rules.Result, error) {
	if c.checks--; c.checks < 0 {
		return nil, errSpent
	}
	text, err := apply(g.result.File.Source, fixes)
	if err != nil {
		return nil, err
	}
	result := c.check(text)
	if err := accepted(g.result, result); err != nil {
		return nil, err
	}
	if err := onlyIn(g.result.File, result.File, fixes); err != nil {
		return nil, err
	}
	before, left := counts(g.result), counts(result)
	for _, f := range fixes {
		if before[f.Kind()]--; left[f.Kind()] > before[f.Kind()] {
			return nil, fmt.Errorf("%s still finds as much as before", f.Rule.ID)
		}
	}
	return result, claimsHold(g.result, result, fixes)
}

// claimsHold returns an error when the fixes that claim to change nothing of the build do.
// Among others they are looked at in a text of their own.
func claimsHold(original, changed *rules.Result, fixes []*rules.Finding) error {
	claims := slices.DeleteFunc(slices.Clone(fixes), func(f *rules.Finding) bool { return !f.Fix.SameBuild })
	if len(claims) == 0 {
		return nil
	}
	build := changed.Build
	if len(claims) < len(fixes) {
		text, err := apply(original.File.Source, claims)
		if err != nil {
			return err
		}
		file := original.File.Reparse(text)
		if original.File.SameWords(file) {
			return nil
		}
		if build = buildkit.Convert(file); build.Err != nil || build.Panic != "" {
			return errors.New("BuildKit's converter rejects the text that was to change nothing")
		}
	}
	if change := buildkit.Compare(original.Build, build); change != buildkit.SameBuild {
		return fmt.Errorf("it was to change nothing and gives %s", change)
	}
	return nil
}

// culprit returns the fix, of those that were applied one after the other,
// after which something was found more often than in the original and stayed
// so; the last one if that cannot be told.
func (c *composer) culprit(g *group) *rules.Finding {
	more := newHits(c.original, g.result)
	text := c.original.File.Source
	for i := range g.applied {
		next, err := apply(text, []*rules.Finding{&g.applied[i]})
		if err != nil {
			break
		}
		hits := newHits(c.original, c.check(next))
		if slices.ContainsFunc(more, func(name string) bool { return slices.Contains(hits, name) }) {
			return &g.applied[i]
		}
		text = next
	}
	return &g.applied[len(g.applied)-1]
}
