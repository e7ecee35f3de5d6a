package fix

import (
	"bytes"
	"errors"
	"slices"

	"github.com/drydock-dev/drydock/facts"
	"github.com/drydock-dev/drydock/lint"
	"github.com/drydock-dev/drydock/lint/config"
	"github.com/drydock-dev/drydock/syntax"
)

// Applied is a file with its fixes applied.
type Applied struct {
	File *syntax.Document // before the fixes
	Text []byte           // after the fixes; File's own text if there were none
	// Fixed is how many fewer findings there are than before.
	Fixed int
	// NewFiles are drafts of files that don't exist yet, of the findings that are left. There are none
	// unless fixes may need a review.
	NewFiles []lint.Draft
	// Rejected lists the fixes that were not applied, with the reasons.
	Rejected []Rejection
	// Failures lists what could not be checked.
	Failures []string
}

// Apply applies a file's fixes up to maxSafety, and the fixes that these make possible, until none
// are left. It proves the result the way a suggestion is proven. Nobody picks among the fixes, so
// it doesn't prove each one alone. If the fixes don't pass the proof all at once, Apply makes a plan
// and applies its suggestions. An error means that a panic occurred, and its text asks for a bug
// report.
func Apply(file syntax.File, known *facts.Facts, settings config.Settings, maxSafety lint.Safety) (m *Applied, err error) {
	defer func() {
		if cause := recover(); cause != nil {
			err = errors.New(lint.NewInternalError(file, "the suggestion planner", cause).Message)
		}
	}()
	m = &Applied{File: textOf(file), Text: file.Common().Source}
	for range maxSteps {
		p := newPlanner(settings.Check(file, known), known, settings, maxSafety)
		m.Failures = p.original.Failures
		if result := p.atOnce(); result != nil {
			m.Text = result.File.Common().Source
			m.Fixed += len(p.original.Findings) - len(result.Findings)
			m.addNewFiles(result.Findings, maxSafety)
			m.Rejected = append(m.Rejected, p.rejected...)
			return m, nil
		}
		plan := p.plan()
		if len(plan.Suggestions) == 0 {
			m.addNewFiles(plan.Findings, maxSafety)
			m.Rejected = append(m.Rejected, plan.Rejected...)
			return m, nil
		}
		m.Text = replaceLines(plan.File, slices.Values(plan.Suggestions))
		file = file.Reparse(m.Text)
		m.Fixed += len(plan.Findings) - len(settings.Check(file, known).Findings)
	}
	return m, nil
}

func (m *Applied) addNewFiles(findings []lint.Finding, maxSafety lint.Safety) {
	for _, f := range findings {
		if f.Draft != nil && f.Draft.Path != m.File.Path && maxSafety == lint.Review {
			m.NewFiles = append(m.NewFiles, *f.Draft)
		}
	}
}

// Changed reports whether any fix was applied to the file.
func (m *Applied) Changed() bool { return !bytes.Equal(m.Text, m.File.Source) }

// atOnce applies the original's fixes, and the fixes that these make possible. Each step applies
// all fixes that share no line. It returns nil if a proof fails.
func (p *planner) atOnce() *lint.Result {
	whole := lines{1, p.original.File.Common().Lines()}
	c := p.newComposer(whole, p.texts())
	g := &group{at: whole, result: p.original}
	for range maxSteps {
		fixes := c.next(g, true)
		if len(fixes) == 0 {
			if g.result != p.original && p.prove(g.result) != nil {
				return nil
			}
			for i := range g.result.Findings { // usable fixes that are left
				if f := &g.result.Findings[i]; p.usable(f) {
					p.rejectLong(f, spanOf(&g.result.File.Common().Document, f.Fix))
				}
			}
			return g.result
		}
		result, _, err := c.step(g, fixes)
		if err != nil {
			return nil
		}
		g.result = result
	}
	return nil
}
