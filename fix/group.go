package fix

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/drydock-dev/drydock/buildkit"
	"github.com/drydock-dev/drydock/lint"
	"github.com/drydock-dev/drydock/proof"
	"github.com/drydock-dev/drydock/syntax"
)

// group is a set of fixes whose lines touch, composed into one change to the original.
type group struct {
	at      lines        // in the original
	result  *lint.Result // for the text with only this group's change
	applied []lint.Finding
	proof   buildkit.Change
	scripts scriptProof
}

// newLines returns the lines of the changed text that correspond to g.at.
func (g *group) newLines(original *syntax.Document) lines {
	return lines{g.at.first, g.at.last + g.result.File.Common().Lines() - original.Lines()}
}

// grown returns the original lines that the group covers after another fix joins. span is the
// fix's lines and now the group's, both in the changed text.
func (g *group) grown(now, span lines) lines {
	return lines{min(g.at.first, span.first), g.at.last + max(0, span.last-now.last)}
}

// lines returns the lines that the group replaces, with their new text.
func (g *group) lines(original *syntax.Document) Suggestion {
	s := Suggestion{StartLine: g.at.first, EndLine: g.at.last}
	if now := g.newLines(original); now.count() > 0 {
		s.Replacement = g.result.File.Common().LinesText(now.first, now.last)
	}
	return s
}

// groups composes the file's fixes into groups, sorted by line.
func (p *planner) groups() []*group {
	var spans []lines
	for i := range p.original.Findings {
		f := &p.original.Findings[i]
		if !p.limits.has(i) || !p.usable(f) {
			continue
		}
		c := candidate{f, spanOf(p.document(), f.Fix), fixKey(f)}
		p.candidates = append(p.candidates, c)
		if c.span.count() > lint.MaxLines {
			p.rejectLong(f, c.span)
			continue
		}
		if !p.canReplace(c.span) {
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
		if joined := p.joinDependent(spans, done); len(joined) < len(spans) {
			spans = joined
			continue
		}
		for _, span := range spans {
			for _, r := range done[span].rejected {
				p.reject(r.finding, r.err.Error())
				p.withhold(r.finding, r.err)
			}
		}
		return groups
	}
}

func (p *planner) rejectLong(f *lint.Finding, span lines) {
	p.reject(f, fmt.Sprintf("it spans %d lines (limit: %d)", span.count(), lint.MaxLines))
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

// merge joins ranges that overlap, that are in the same instruction, or that are neighbours with the
// same finding, and returns all ranges, sorted by line. Ranges that don't overlap stay apart if they'd
// be too long together or can't be replaced together.
func (p *planner) merge(spans []lines) []lines {
	sorted := slices.SortedFunc(slices.Values(spans), func(a, b lines) int { return a.first - b.first })
	var merged []lines
	for _, s := range sorted {
		if n := len(merged); n > 0 {
			last := merged[n-1]
			together := last.union(s)
			belong := p.unit(last).overlaps(p.unit(s)) || last.touches(s) && p.alike(together)
			if last.overlaps(s) || belong && together.count() <= lint.MaxLines && p.canReplace(together) {
				merged[n-1] = together
				continue
			}
		}
		merged = append(merged, s)
	}
	return merged
}

// unit returns a range together with the rest of its first and last instruction.
func (p *planner) unit(l lines) lines {
	first, _ := p.original.File.Unit(l.first)
	_, last := p.original.File.Unit(l.last)
	return lines{min(first, l.first), max(last, l.last)}
}

// alike reports whether all fixes in a range are for the same finding on instructions of the same
// name.
func (p *planner) alike(l lines) bool {
	var one *lint.Finding
	for _, c := range p.candidates {
		if !l.contains(c.span) {
			continue
		}
		f := c.finding
		if one != nil && (f.Key() != one.Key() || f.Severity != one.Severity || f.Fix.Safety != one.Fix.Safety || firstWord(f.Subject) != firstWord(one.Subject)) {
			return false
		}
		one = f
	}
	return true
}

func firstWord(text string) string {
	word, _, _ := strings.Cut(text, " ")
	return word
}

// joinDependent joins neighbouring ranges where that makes fixes provable that fail alone.
func (p *planner) joinDependent(spans []lines, done map[lines]*composer) []lines {
	for i := 0; i+1 < len(spans); i++ {
		a, b := done[spans[i]], done[spans[i+1]]
		together := spans[i].union(spans[i+1])
		failed := len(a.rejected) + len(b.rejected)
		if failed == 0 || !spans[i].touches(spans[i+1]) || together.count() > lint.MaxLines || !p.canReplace(together) {
			continue
		}
		p.compose([]lines{together}, done)
		if len(done[together].rejected) < failed {
			spans = slices.Concat(spans[:i], []lines{together}, spans[i+2:])
			i-- // the next neighbour may depend on this one too
		}
	}
	return spans
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
	finding *lint.Finding
	err     error
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

func (c *composer) bar(f *lint.Finding, err error) {
	c.barred[fixKey(f)] = true
	c.rejected = append(c.rejected, rejectedFix{f, err})
}

// compose makes the group. It first applies all fixes that share no line at once. If that fails
// the proof, it applies them one by one to find the culprit.
func (c *composer) compose() {
	atOnce := true
	for {
		g := c.attempt(atOnce)
		err := c.proveGroup(g)
		switch {
		case err == nil:
			if len(g.applied) > 0 {
				g.proof = c.judge.Compare(c.original.File, g.result.File)
				c.judge.Release(g.result.File)
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

func (c *composer) proveGroup(g *group) error {
	if len(g.applied) == 0 {
		return nil
	}
	if err := c.prove(g.result); err != nil {
		return err
	}
	if !utf8.ValidString(g.lines(c.document()).Replacement) {
		return errors.New("its lines aren't valid UTF-8, so they can't go into a comment")
	}
	return nil
}

// fixKey identifies a fix across texts in which its lines have moved.
func fixKey(f *lint.Finding) string {
	var b strings.Builder
	b.WriteString(f.Key())
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
		result, scripts, err := c.step(g, fixes)
		if err != nil && len(fixes) > 1 {
			fixes = fixes[:1]
			result, scripts, err = c.step(g, fixes)
		}
		if err != nil {
			c.bar(fixes[0], err)
			continue
		}
		now := g.newLines(c.document())
		for _, f := range fixes {
			g.at = g.grown(now, spanOf(&g.result.File.Common().Document, f.Fix))
			g.applied = append(g.applied, *f)
		}
		g.result = result
		g.scripts.join(scripts)
	}
	return g
}

// next returns the fix to apply next: the first in the order of the catalogue that is in the group's
// lines or touches them. With atOnce, others in the group's lines follow, as long as they share no
// line with earlier ones.
func (c *composer) next(g *group, atOnce bool) []*lint.Finding {
	at := g.newLines(c.document())
	var found []*lint.Finding
	for i := range g.result.Findings {
		f := &g.result.Findings[i]
		if g.result == c.original && !c.limits.has(i) || g.result != c.original && c.isOutside(f) {
			continue
		}
		if c.usable(f) && !c.barred[fixKey(f)] && c.belongs(g, at, f, spanOf(&g.result.File.Common().Document, f.Fix)) {
			found = append(found, f)
		}
	}
	slices.SortStableFunc(found, c.before)
	if !atOnce || len(found) < 2 {
		return found[:min(1, len(found))]
	}
	fixes, taken := found[:1:1], []lines{spanOf(&g.result.File.Common().Document, found[0].Fix)}
	for _, f := range found[1:] {
		span := spanOf(&g.result.File.Common().Document, f.Fix)
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
func (c *composer) belongs(g *group, at lines, f *lint.Finding, span lines) bool {
	if at.contains(span) {
		return span.count() <= lint.MaxLines
	}
	found := lines{f.Start.Line, f.End.Line}
	return g.result != c.original && !c.foreign[fixKey(f)] &&
		(span.touches(at) || found.touches(at)) && at.union(span).count() <= lint.MaxLines && c.canReplace(g.grown(at, span))
}

// before orders fixes that meet: by what they do, and what does the same by the order of the rules.
func (p *planner) before(a, b *lint.Finding) int {
	return cmp.Or(cmp.Compare(b.Fix.Priority, a.Fix.Priority), cmp.Compare(p.rank[a.Rule], p.rank[b.Rule]))
}

// step applies fixes to a group's text and proves that their findings are gone, and that scripts do the
// same but for what the fixes declare. Later steps may still fix findings that these fixes add.
func (c *composer) step(g *group, fixes []*lint.Finding) (*lint.Result, scriptProof, error) {
	result, err := c.changed(g, fixes)
	if err != nil {
		return nil, scriptProof{}, err
	}
	scripts, err := c.rehearse(g.result.File, result.File, fixes)
	return result, scripts, err
}

// changed returns the result for a group's text with fixes applied.
func (c *composer) changed(g *group, fixes []*lint.Finding) (*lint.Result, error) {
	if c.checks--; c.checks < 0 {
		return nil, errSpent
	}
	text, err := apply(g.result.File.Common().Source, fixes)
	if err != nil {
		return nil, err
	}
	result := c.check(text)
	if err := proof.Accept(g.result.File, result.File); err != nil {
		return nil, err
	}
	if err := proof.SameHeredocs(g.result.File, result.File); err != nil {
		return nil, err
	}
	if err := c.onlyIn(g.result.File, result.File, fixes); err != nil {
		return nil, err
	}
	before, left := counts(g.result), counts(result)
	for _, f := range fixes {
		if before[f.Key()]--; left[f.Key()] > before[f.Key()] {
			return nil, fmt.Errorf("%s has as many findings as before", f.Rule.ID)
		}
	}
	return result, c.checkClaims(g.result, result, fixes)
}

// checkClaims returns an error if a fix claims to change nothing in the build, and does. Among
// others, such fixes are compared in a text of their own.
func (c *composer) checkClaims(original, changed *lint.Result, fixes []*lint.Finding) error {
	claims := slices.DeleteFunc(slices.Clone(fixes), func(f *lint.Finding) bool { return !f.Fix.SameBuild })
	if len(claims) == 0 {
		return nil
	}
	file := changed.File
	if len(claims) < len(fixes) {
		text, err := apply(original.File.Common().Source, claims)
		if err != nil {
			return err
		}
		file = original.File.Reparse(text)
	}
	return c.judge.SameBuild(original.File, file)
}

// culprit returns the first of the applied fixes that adds a finding which is still there at the
// end. If there is none, it returns the last fix.
func (c *composer) culprit(g *group) *lint.Finding {
	more := c.added(g.result)
	text := c.original.File.Common().Source
	for i := range g.applied {
		next, err := apply(text, []*lint.Finding{&g.applied[i]})
		if err != nil {
			break
		}
		hits := c.added(c.check(next))
		if slices.ContainsFunc(more, func(name string) bool { return slices.Contains(hits, name) }) {
			return &g.applied[i]
		}
		text = next
	}
	return &g.applied[len(g.applied)-1]
}
