package fix

import (
	"slices"
	"strings"

	"github.com/drydock-dev/drydock/buildkit"
	"github.com/drydock-dev/drydock/cache"
	"github.com/drydock-dev/drydock/rules"
	"github.com/drydock-dev/drydock/syntax"
)

// Plan is the findings of a file and the suggestions that are proven for it.
// It keeps the file's text, not its trees: a caller may hold many.
type Plan struct {
	File        *syntax.Document
	Findings    []rules.Finding // by position, then by the order of rules.All
	Suggestions []Suggestion    // by line; no two touch
	// SuggestionOf says for each finding which suggestion mends it, as an
	// index, -1 for none.
	SuggestionOf []int
	// Rejected says which fixes are not shown, and why.
	Rejected []Rejection
	// Failures say what could not be looked at.
	Failures []string
	// Rebuild is what an average build costs with none and with all of the suggestions,
	// where one of them makes it cheaper; else nil.
	Rebuild *cache.Change
}

// Suggestion is a range of lines and the text to put in their place: what a
// person can accept with one click.
type Suggestion struct {
	StartLine, EndLine int // 1-based, inclusive
	// Replacement is the new text without the line ending of its last line. An
	// empty text deletes the lines.
	Replacement string
	Rules       []string // whose fixes it is made of, in the order of application
	Notes       []string // what changes and what to look at, one for each rule that has something to say
	Safety      rules.Safety
	Proof       buildkit.Change
	// Rebuilds says that it makes builds run less again.
	Rebuilds bool
}

// Rejection is a fix that failed its proof.
type Rejection struct {
	Rule   string
	Line   int // of the finding
	Reason string
}

// New checks a file and plans its suggestions. Fixes beyond the given safety
// are left out: with rules.Safe only safe ones are used, with rules.Review all.
func New(file *syntax.File, ctx rules.Context, most rules.Safety) *Plan {
	return Within(file, ctx, most, nil)
}

// Within is New for suggestions on some lines only: those for which holds says that
// they can be replaced together, from a first to a last one, 1-based and inclusive.
// nil holds all.
func Within(file *syntax.File, ctx rules.Context, most rules.Safety, holds func(first, last int) bool) (plan *Plan) {
	defer func() {
		if cause := recover(); cause != nil {
			plan = Findings(file, ctx)
			plan.Findings = append([]rules.Finding{rules.InternalError(file, "the planner of suggestions", cause)}, plan.Findings...)
			plan.SuggestionOf = append(plan.SuggestionOf, -1)
		}
	}()
	p := newPlanner(file, ctx, most)
	p.holds = holds
	return p.plan()
}

// plan composes the suggestions and proves them, each alone and together.
func (p *planner) plan() *Plan {
	plan := &Plan{File: textOf(p.original.File), Findings: p.original.Findings, Failures: p.original.Failures}
	groups := p.provenTogether(p.groups())
	for _, g := range groups {
		plan.Suggestions = append(plan.Suggestions, p.suggestion(g))
	}
	plan.SuggestionOf = p.assign(groups)
	plan.Rejected = p.rejected
	if slices.ContainsFunc(plan.Suggestions, func(s Suggestion) bool { return s.Rebuilds }) {
		plan.Rebuild = p.rebuild(plan)
	}
	return plan
}

// rebuild compares builds of the file as it is and with all suggestions.
func (p *planner) rebuild(plan *Plan) *cache.Change {
	estimate := func(file *syntax.File) *cache.Rebuild { return cache.Estimate(file, rules.CacheFacts(file, p.ctx)) }
	change := cache.Change{Before: estimate(p.original.File), After: estimate(p.original.File.Reparse(plan.ApplyAll()))}
	if change.Saved() <= 0 {
		return nil
	}
	return &change
}

// Findings checks a file and plans no suggestions.
func Findings(file *syntax.File, ctx rules.Context) *Plan {
	result := rules.Run(file, ctx)
	found := result.Findings
	return &Plan{File: textOf(file), Findings: found, Failures: result.Failures, SuggestionOf: slices.Repeat([]int{-1}, len(found))}
}

// textOf returns a copy of a file's text that does not hold on to its trees.
func textOf(file *syntax.File) *syntax.Document {
	d := file.Document
	return &d
}

// Apply returns the file's text with suggestions accepted, given by index.
func (plan *Plan) Apply(indices ...int) []byte {
	chosen := slices.Sorted(slices.Values(indices))
	return replaceLines(plan.File, func(yield func(Suggestion) bool) {
		for _, i := range chosen {
			if !yield(plan.Suggestions[i]) {
				return
			}
		}
	})
}

// ApplyAll returns the file's text with all suggestions accepted.
func (plan *Plan) ApplyAll() []byte {
	return replaceLines(plan.File, slices.Values(plan.Suggestions))
}

// Only returns the plan with some of its findings, given by index in their
// order, and the suggestions that mend one of them.
func (plan *Plan) Only(findings []int) *Plan {
	only := &Plan{File: plan.File, Rejected: plan.Rejected, Failures: plan.Failures}
	moved := map[int]int{-1: -1}
	for n, s := range plan.Suggestions {
		if slices.ContainsFunc(findings, func(i int) bool { return plan.SuggestionOf[i] == n }) {
			moved[n] = len(only.Suggestions)
			only.Suggestions = append(only.Suggestions, s)
			if s.Rebuilds {
				only.Rebuild = plan.Rebuild
			}
		}
	}
	for _, i := range findings {
		only.Findings = append(only.Findings, plan.Findings[i])
		only.SuggestionOf = append(only.SuggestionOf, moved[plan.SuggestionOf[i]])
	}
	return only
}

// replaceLines applies suggestions, by line and without overlap, to a file.
func replaceLines(f *syntax.Document, suggestions func(func(Suggestion) bool)) []byte {
	var b strings.Builder
	at := 0
	for s := range suggestions {
		b.Write(f.Source[at:f.FullLineSpan(s.StartLine).Start])
		b.WriteString(s.Replacement)
		at = f.FullLineSpan(s.EndLine).End
		if s.Replacement != "" {
			b.Write(f.Source[f.LineSpan(s.EndLine).End:at])
		}
	}
	b.Write(f.Source[at:])
	return []byte(b.String())
}
