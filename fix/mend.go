package fix

import (
	"bytes"
	"errors"
	"slices"

	"github.com/drydock-dev/drydock/rules"
	"github.com/drydock-dev/drydock/syntax"
)

// Mended is a file with all that can be mended in it.
type Mended struct {
	File *syntax.Document // as it was
	Text []byte           // File's own text when nothing could be mended
	// Gone is how many findings there are fewer than before.
	Gone int
	// Rejected says which fixes were not made, and why.
	Rejected []Rejection
	// Failures say what could not be looked at.
	Failures []string
}

// Mend applies the fixes of a file up to a safety, and those that they make
// possible, until there are none left. The outcome is proven as a suggestion
// is, which does not take a proof of each suggestion alone: nobody is to choose
// among them. Only where the fixes do not hold all at once is a plan made, and
// its suggestions applied. The error is a panic, which asks for a report.
func Mend(file *syntax.File, ctx rules.Context, most rules.Safety) (m *Mended, err error) {
	defer func() {
		if cause := recover(); cause != nil {
			err = errors.New(rules.InternalError(file, "the planner of suggestions", cause).Message)
		}
	}()
	m = &Mended{File: textOf(file), Text: file.Source}
	for range maxSteps {
		p := newPlanner(file, ctx, most)
		m.Failures = p.original.Failures
		if result := p.atOnce(); result != nil {
			m.Text = result.File.Source
			m.Gone += len(p.original.Findings) - len(result.Findings)
			m.Rejected = append(m.Rejected, p.rejected...)
			return m, nil
		}
		plan := p.plan()
		if len(plan.Suggestions) == 0 {
			m.Rejected = append(m.Rejected, plan.Rejected...)
			return m, nil
		}
		m.Text = replaceLines(plan.File, slices.Values(plan.Suggestions))
		file = file.Reparse(m.Text)
		m.Gone += len(plan.Findings) - len(rules.Run(file, ctx).Findings)
	}
	return m, nil
}

// Changed reports whether anything was mended.
func (m *Mended) Changed() bool { return !bytes.Equal(m.Text, m.File.Source) }

// atOnce returns the original with its fixes made, and those that they make
// possible, as many at a time as share no line; nil when that fails a proof.
func (p *planner) atOnce() *rules.Result {
	whole := lines{1, p.original.File.Lines()}
	c := p.newComposer(whole, p.texts())
	g := &group{at: whole, result: p.original}
	for range maxSteps {
		fixes := c.next(g, true)
		if len(fixes) == 0 {
			if g.result != p.original && prove(p.original, g.result) != nil {
				return nil
			}
			for i := range g.result.Findings { // the usable ones that are left
				if f := &g.result.Findings[i]; p.usable(f) {
					p.rejectLong(f, spanOf(g.result.File, f.Fix))
				}
			}
			return g.result
		}
		result, err := c.step(g, fixes)
		if err != nil {
			return nil
		}
		g.result = result
	}
	return nil
}
