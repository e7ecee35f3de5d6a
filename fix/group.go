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

// group is a set of fixes whose lines touch, composed into one change to the original.
type group struct {
	at      lines         // in the original
	result  *rules.Result // for the text with only this group's change
	applied []rules.Finding
	proof   buildkit.Change
}

// newLines returns the lines of the changed text that correspond to g.at.
func (g *group) newLines(original *syntax.File) lines {
	return lines{g.at.first, g.at.last + g.result.File.Lines() - original.Lines()}
}

// grown returns the original lines that the group covers after another fix joins. span is the
// fix's lines and now the group's, both in the changed text.
func (g *group) grown(now, span lines) lines {
	return lines{min(g.at.first, span.first), g.at.last + max(0, span.last-now.last)}
}

// lines returns the lines that the group replaces, with their new text.
func (g *group) lines(original *syntax.File) Suggestion {
	s := Suggestion{StartLine: g.at.first, EndLine: g.at.last}
	if now := g.newLines(original); now.count() > 0 {
		s.Replacement = g.result.File.LinesText(now.first, now.last)
	}
	return s
}

// groups composes the file's fixes into groups, sorted by line.
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
			p.reject(f, "its lines can't be replaced together in one suggestion there")
			continue
		}
		spans = append(spans, c.span)
	}
	spans = p.affordable(p.merge(spans))
	done := map[lines]*composer{} // by requested range
	for {
		p.compose(spans, done)
		var groups []*group
		var grown []lines // a group may have grown until it touches another
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
	p.reject(f, fmt.Sprintf("it spans %d lines (limit: %d)", span.count(), rules.MaxLines))
}

// affordable returns the ranges that the budget allows to compose and prove, sorted by line. It
// rejects the fixes in the others, which wait for the next plan.
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

var errSpent = errors.New("the file has too many findings to prove all their fixes at once; fix some and run again")

// merge joins ranges that touch and returns all ranges, sorted by line. Adjacent ranges stay apart
// if they'd be too long together or can't be replaced together.
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

// maxSteps limits a composition. Each step removes a finding, so only rules that undo each other's
// work could reach the limit.
const maxSteps = 60

// compose composes the ranges that aren't in done yet.
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

// composer composes the fixes in a range of lines into a group.
type composer struct {
	*planner // read-only here, because composers run in parallel
	at       lines
	foreign  map[string]bool // fixes in other groups, by fixKey
	barred   map[string]bool // fixes that failed, by fixKey
	checks   int             // how many more texts may be checked
	rejected []rejectedFix
	group    *group // the result
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

// compose makes the group. It first applies all fixes that share no line at once. If that fails
// the proof, it applies them one by one to find the culprit.
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
		return errors.New("its lines aren't valid UTF-8, so they can't go into a comment")
	}
	return nil
}

// fixKey identifies a fix across texts in which its lines have moved.
func fixKey(f *rules.Finding) string {
	var b strings.Builder
	b.WriteString(f.Kind())
	for _, e := range f.Fix.Edits {
		fmt.Fprintf(&b, "\x00%d\x00%s", e.Span.Len(), e.New)
	}
	return b.String()
}

// attempt composes the group without the barred fixes.
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

// next returns the fix to apply next: the first in the order of rules.All that is in the group's
// lines or touches them. With atOnce, others in the group's lines follow, as long as they share no
// line with earlier ones.
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

// belongs reports whether a finding's fix, which spans some lines, may join a group that is at some
// lines now. A fix inside these lines may. So may a fix that touches them, or whose finding does.
// But it must not belong to another group, and the group must stay short enough and replaceable.
func (c *composer) belongs(g *group, at lines, f *rules.Finding, span lines) bool {
	if at.contains(span) {
		return span.count() <= rules.MaxLines
	}
	found := lines{f.Start.Line, f.End.Line}
	return g.result != c.original && !c.foreign[fixKey(f)] &&
		(span.touches(at) || found.touches(at)) && at.union(span).count() <= rules.MaxLines && c.held(g.grown(at, span))
}

func order(r *rules.Rule) int { return slices.Index(rules.All, r) }

// step applies fixes to a group's text and proves that their findings are gone. Later steps may
// still fix findings that these fixes add.
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
			return nil, fmt.Errorf("%s has as many findings as before", f.Rule.ID)
		}
	}
	return result, claimsHold(g.result, result, fixes)
}

// claimsHold returns an error if fixes that claim to keep the build the same (SameBuild) change it.
// If other fixes are applied too, the claims are checked on a separate text.
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
			return errors.New("it claims to keep the build the same, but BuildKit's converter rejects the file")
		}
	}
	if change := buildkit.Compare(original.Build, build); change != buildkit.SameBuild {
		return fmt.Errorf("it claims to keep the build the same, but the result is %s", change)
	}
	return nil
}

// culprit returns the first of the applied fixes that adds a finding which is still there at the
// end. If there is none, it returns the last fix.
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
