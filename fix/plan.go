package fix

import (
	"errors"
	"slices"
	"strings"

	"github.com/drydock-dev/drydock/buildkit"
	"github.com/drydock-dev/drydock/rules"
	"github.com/drydock-dev/drydock/syntax"
)

// Plan is the findings of a file and the suggestions that are proven for it.
type Plan struct {
	*rules.Result
	Suggestions []Suggestion // by line; no two touch
	// SuggestionOf says for each finding which suggestion mends it, as an
	// index, -1 for none.
	SuggestionOf []int
	// Rejected says which fixes are not shown, and why.
	Rejected []Rejection
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
}

// Rejection is a fix that failed its proof.
type Rejection struct {
	Rule   string
	Line   int // of the finding
	Reason string
}

// maxSpan is how many lines a fix may span. A longer one is more than a reader
// can judge in a comment.
const maxSpan = 30

// New checks a file and plans its suggestions. Fixes beyond the given safety
// are left out: with rules.Safe only safe ones are used, with rules.Review all.
func New(file *syntax.File, ctx rules.Context, most rules.Safety) *Plan {
	p := &planner{ctx: ctx, most: most, checked: map[string]*rules.Result{}}
	p.original = rules.Run(file, ctx)
	p.checked[string(file.Source)] = p.original
	plan := &Plan{Result: p.original, SuggestionOf: make([]int, len(p.original.Findings))}
	for i := range plan.SuggestionOf {
		plan.SuggestionOf[i] = -1
	}
	groups := p.provenTogether(p.groups())
	for _, g := range groups {
		plan.Suggestions = append(plan.Suggestions, p.suggestion(g))
	}
	p.assign(plan, groups)
	plan.Rejected = p.rejected
	if plan.Build != nil {
		plan.Build.Release() // a caller keeps the plans of many files
	}
	return plan
}

// Rest applies all suggestions for a file, and those that they make possible,
// until there are none left. It returns the text and how many were applied.
func Rest(plan *Plan, ctx rules.Context, most rules.Safety) (text []byte, applied int) {
	text = plan.File.Source
	for range maxSteps {
		all := make([]int, len(plan.Suggestions))
		for i := range all {
			all[i] = i
		}
		if len(all) == 0 {
			break
		}
		text, applied = plan.Apply(all...), applied+len(all)
		plan = New(syntax.Parse(plan.File.Path, text), ctx, most)
	}
	return text, applied
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

// Only returns the plan with some of its findings, given by index in their
// order, and the suggestions that mend one of them.
func (plan *Plan) Only(findings []int) *Plan {
	result := *plan.Result
	result.Findings = nil
	only := &Plan{Result: &result, Rejected: plan.Rejected}
	moved := map[int]int{-1: -1}
	for _, i := range findings {
		n := plan.SuggestionOf[i]
		if _, known := moved[n]; !known {
			moved[n] = len(only.Suggestions)
			only.Suggestions = append(only.Suggestions, plan.Suggestions[n])
		}
		result.Findings = append(result.Findings, plan.Findings[i])
		only.SuggestionOf = append(only.SuggestionOf, moved[n])
	}
	return only
}

// replaceLines applies suggestions, by line and without overlap, to a file.
func replaceLines(f *syntax.File, suggestions func(func(Suggestion) bool)) []byte {
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

// planner holds what is needed while a plan is made.
type planner struct {
	ctx      rules.Context
	most     rules.Safety
	original *rules.Result
	checked  map[string]*rules.Result // by text: so that nothing is checked twice
	// candidates are the usable fixes of the original.
	candidates []candidate
	foreign    map[string]bool // fixes that other groups than the one at work have, by fixKey
	work       int             // instructions of the texts checked so far
	kept       int             // bytes of the texts in checked
	rejected   []Rejection
}

// maxWork bounds the texts that are checked for a plan, in instructions: so
// many in all. A file of a hundred instructions may need four hundred texts.
// maxKept bounds the texts whose results are kept, in bytes.
const (
	maxWork = 40_000
	maxKept = 1 << 20
)

// spent reports whether the bound on a plan's work is reached. What is not
// proven by then is not shown.
func (p *planner) spent() bool { return p.work > maxWork }

var errSpent = errors.New("the file has too many findings to prove all their fixes at once; mend some and run again")

// check runs the rules over a text, once for each distinct text.
func (p *planner) check(text []byte) *rules.Result {
	if r, ok := p.checked[string(text)]; ok {
		return r
	}
	r := rules.Run(syntax.Parse(p.original.File.Path, text), p.ctx)
	p.work += len(p.original.File.Instructions)
	if p.kept += len(text); p.kept < maxKept {
		p.checked[string(text)] = r
	}
	return r
}

func (p *planner) usable(f *rules.Finding) bool {
	return f.Fix != nil && (p.most == rules.Review || f.Fix.Safety == rules.Safe)
}

func (p *planner) reject(f *rules.Finding, reason string) {
	r := Rejection{Rule: f.Rule.ID, Line: f.Start.Line, Reason: reason}
	if !slices.Contains(p.rejected, r) {
		p.rejected = append(p.rejected, r)
	}
}

// lines returns the range of lines that a group replaces, and its text.
func (p *planner) lines(g *group) Suggestion {
	now, changed := g.newLines(p.original.File), g.result.File
	s := Suggestion{StartLine: g.at.first, EndLine: g.at.last}
	if now.count() > 0 {
		s.Replacement = changed.LinesText(now.first, now.last)
	}
	return s
}

// suggestion returns what a group offers.
func (p *planner) suggestion(g *group) Suggestion {
	s := p.lines(g)
	s.Safety = rules.Safe
	for _, f := range g.applied {
		if !slices.Contains(s.Rules, f.Rule.ID) {
			s.Rules = append(s.Rules, f.Rule.ID)
		}
		if f.Fix.Note != "" && !slices.Contains(s.Notes, f.Fix.Note) {
			s.Notes = append(s.Notes, f.Fix.Note)
		}
		if f.Fix.Safety == rules.Review {
			s.Safety = rules.Review
		}
	}
	s.Proof = buildkit.Compare(p.original.Build, g.result.Build)
	return s
}

// assign tells for each finding which suggestion mends it: the one in whose
// text it is gone.
func (p *planner) assign(plan *Plan, groups []*group) {
	for i := range plan.Findings {
		for n, g := range groups {
			if p.gone(&plan.Findings[i], g) {
				plan.SuggestionOf[i] = n
				break
			}
		}
	}
}

// gone reports whether a finding of the original is no longer there once a
// group is accepted. It is looked for at its line, moved with the text; among
// the group's own lines, anywhere.
func (p *planner) gone(f *rules.Finding, g *group) bool {
	now := g.newLines(p.original.File)
	inside := g.at.first <= f.Start.Line && f.Start.Line <= g.at.last
	moved := f.Start.Line
	if moved > g.at.last {
		moved += now.last - g.at.last
	}
	for _, other := range g.result.Findings {
		if other.Rule != f.Rule {
			continue
		}
		if inside && now.first <= other.Start.Line && other.Start.Line <= now.last && other.Message == f.Message || !inside && other.Start.Line == moved {
			return false
		}
	}
	return true
}
