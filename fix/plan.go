package fix

import (
	"slices"
	"strings"

	"github.com/drydock-dev/drydock/buildkit"
	"github.com/drydock-dev/drydock/cache"
	"github.com/drydock-dev/drydock/facts"
	"github.com/drydock-dev/drydock/lint"
	"github.com/drydock-dev/drydock/lint/config"
	"github.com/drydock-dev/drydock/syntax"
	"github.com/drydock-dev/drydock/syntax/dockerfile"
)

// Plan is the findings in a file and the proven suggestions for it. It keeps the file's text but
// not its syntax trees, because callers may hold many plans.
type Plan struct {
	File        *syntax.Document
	Findings    []lint.Finding // those in scope, by position, then by the order of the catalogue
	Suggestions []Suggestion   // by line; no two touch
	// SuggestionOf has the index of the suggestion that fixes each finding, -1 for none.
	SuggestionOf []int
	// Rejected lists the fixes that aren't shown, with the reasons.
	Rejected []Rejection
	// Failures lists what could not be checked.
	Failures []string
	// Scripts counts the scripts that were rehearsed for the plan, Traces the runs that were compared.
	Scripts, Traces int
	// Rebuild compares an average build without suggestions to one with all of them. It is nil
	// unless a suggestion makes builds cheaper.
	Rebuild *cache.Change
}

// Suggestion is a range of lines and the text that replaces them. People accept it with one click.
type Suggestion struct {
	StartLine, EndLine int // 1-based, inclusive
	// Replacement is the new text, without a line ending after its last line. If empty, the lines
	// are deleted.
	Replacement string
	Rules       []string // the rules whose fixes it contains, in the order applied
	Notes       []Note
	Safety      lint.Safety
	Proof       buildkit.Change
	// Rebuilds is true if builds have less to rerun afterwards.
	Rebuilds bool
	// ChangesScripts is true if what runs in a build or a container changes. Rehearsed is true if all
	// scripts that change were rehearsed, also where none does.
	ChangesScripts, Rehearsed bool
}

// Note is what one rule's fix changes, or what to check before accepting it.
type Note struct {
	Rule string // the rule's id
	Text string
}

// NoteTexts returns the notes as texts, each prefixed with its rule's id ("run-apt-yes: …") if
// the suggestion has fixes from several rules.
func (s Suggestion) NoteTexts() []string {
	var texts []string
	for _, n := range s.Notes {
		text := n.Text
		if len(s.Rules) > 1 {
			text = n.Rule + ": " + text
		}
		texts = append(texts, text)
	}
	return texts
}

// Rejection is a fix that failed its proof.
type Rejection struct {
	Rule   string
	Line   int // of the finding
	Reason string
}

// Differs is how the reason begins of a fix whose scripts were rehearsed and do what it doesn't declare.
const Differs = "rehearsed, its scripts differ: "

// Limits say what to plan. The zero value limits nothing.
type Limits struct {
	// InScope says for each of the file's findings whether the plan is about it; nil means that
	// it's about all.
	InScope []bool
	// Replaceable reports whether the lines from first to last (1-based, inclusive) can be replaced
	// together; nil means that all can.
	Replaceable func(first, last int) bool
}

// has reports whether the plan is about a finding, given by its index.
func (l Limits) has(finding int) bool { return l.InScope == nil || l.InScope[finding] }

// findings returns the findings that the plan is about.
func (l Limits) findings(all []lint.Finding) (in []lint.Finding) {
	for i, f := range all {
		if l.has(i) {
			in = append(in, f)
		}
	}
	return in
}

// New checks a file and plans its suggestions. With lint.Safe, maxSafety leaves out the fixes
// that need review; lint.Review uses all fixes.
func New(file syntax.File, known *facts.Facts, settings config.Settings, maxSafety lint.Safety) *Plan {
	return Of(settings.Check(file, known), known, settings, maxSafety, Limits{})
}

// Of plans suggestions for what a check with the same facts and settings found.
func Of(result *lint.Result, known *facts.Facts, settings config.Settings, maxSafety lint.Safety, limits Limits) (plan *Plan) {
	defer func() {
		if cause := recover(); cause != nil {
			plan = withoutSuggestions(result, limits)
			plan.Findings = append([]lint.Finding{lint.NewInternalError(result.File, "the suggestion planner", cause)}, plan.Findings...)
			plan.SuggestionOf = append(plan.SuggestionOf, -1)
		}
	}()
	p := newPlanner(result, known, settings, maxSafety)
	p.setLimits(limits)
	return p.plan()
}

// plan composes the suggestions and proves them, both alone and together.
func (p *planner) plan() *Plan {
	plan := &Plan{File: textOf(p.original.File), Findings: p.limits.findings(p.original.Findings), Failures: p.original.Failures}
	groups := p.provenTogether(p.groups())
	for _, g := range groups {
		plan.Suggestions = append(plan.Suggestions, p.suggestion(g))
	}
	plan.SuggestionOf = p.assign(plan.Findings, groups)
	for i, of := range plan.SuggestionOf {
		if of < 0 {
			plan.Findings[i].Message = p.reword(&plan.Findings[i])
		}
	}
	plan.Rejected = p.rejected
	plan.Scripts, plan.Traces = int(p.memory.Scripts.Load()), int(p.memory.Traces.Load())
	if slices.ContainsFunc(plan.Suggestions, func(s Suggestion) bool { return s.Rebuilds }) {
		plan.Rebuild = p.rebuild(plan)
	}
	return plan
}

// rebuild compares builds of the file without suggestions and with all of them. It returns nil if
// the suggestions save nothing.
func (p *planner) rebuild(plan *Plan) *cache.Change {
	file, ok := p.original.File.(*dockerfile.File)
	if !ok {
		return nil
	}
	estimate := func(file *dockerfile.File) *cache.Rebuild { return cache.Estimate(file, p.known.CacheFacts(file)) }
	change := cache.Change{Before: estimate(file), After: estimate(file.ReparseFile(plan.ApplyAll()))}
	if change.Saved() <= 0 {
		return nil
	}
	return &change
}

// Findings checks a file without planning suggestions.
func Findings(file syntax.File, known *facts.Facts, settings config.Settings) *Plan {
	return withoutSuggestions(settings.Check(file, known), Limits{})
}

func withoutSuggestions(result *lint.Result, limits Limits) *Plan {
	found := limits.findings(result.Findings)
	return &Plan{File: textOf(result.File), Findings: found, Failures: result.Failures, SuggestionOf: slices.Repeat([]int{-1}, len(found))}
}

// textOf returns a copy of a file's text that doesn't keep the syntax trees in memory.
func textOf(file syntax.File) *syntax.Document {
	d := file.Common().Document
	return &d
}

// Apply returns the file's text with the suggestions at some indices accepted.
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

// replaceLines applies suggestions to a file. They must be sorted by line and not overlap.
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
