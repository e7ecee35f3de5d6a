package lint

import (
	"slices"

	"github.com/drydock-dev/drydock/facts"
	"github.com/drydock-dev/drydock/kinds"
	"github.com/drydock-dev/drydock/proof"
	"github.com/drydock-dev/drydock/syntax"
)

// Result is what rules say about a file.
type Result struct {
	File syntax.File
	// Findings are in the order of their position, then of the rules.
	Findings []Finding
	// Twins are findings that one of Findings stands for: see Finding.Topic. They are told
	// to nobody, but they are there: a change that removes what stands for them doesn't
	// add them.
	Twins []Finding
	// LeftOut are findings that the settings don't ask for, with the severities of their rules. They
	// too are told to nobody, but no fix may add one that matters.
	LeftOut []Finding
	// Failures say what couldn't be checked.
	Failures []string
	// Rejected is true for a file that can't be read. It has one finding, which says why.
	Rejected bool
	// Embedded are the results for the files inside this one. Their findings are not among
	// Findings yet: see Lift.
	Embedded []EmbeddedResult
}

// EmbeddedResult is the result for a file inside another one.
type EmbeddedResult struct {
	*Result
	At syntax.Embedded
}

// Run applies rules to a file. It never fails: a file that can't be read has one finding that
// says so, and so does a rule that panics. One that [Unread] names has none. A reader that panics
// makes an internal error of the file: nothing is known of it then.
func Run(file syntax.File, known *facts.Facts, rules []*Rule, options *Options) (result *Result) {
	defer func() {
		if cause := recover(); cause != nil {
			result = failed(file, cause)
		}
	}()
	if panicked := file.Common().Err; panicked != nil && panicked.Panic != "" {
		return failed(file, panicked.Panic)
	}
	result = &Result{File: file}
	if Unread(file) != "" {
		return result
	}
	r := &reporter{file: file, facts: known, options: options, result: result}
	verdict := proof.Of(file).Read(file)
	if verdict.Rejected != nil {
		r.rule = rejectionRule(rules, file.Kind(), verdict.Rejected)
		r.reportRejection(kinds.Noun(file.Kind()), verdict)
		result.Rejected = true
		return result
	}
	if verdict.Panic != "" {
		result.Findings = append(result.Findings, NewInternalError(file, verdict.Converter, verdict.Panic))
	}
	for _, rule := range rules {
		r.rule = rule
		r.run(file)
	}
	if outer, ok := file.(syntax.Embedder); ok {
		for _, e := range outer.Embedded() {
			result.Embedded = append(result.Embedded, EmbeddedResult{Run(e.File, known, rules, options), e})
		}
	}
	result.Sort()
	// Services that share an anchor lead a rule to the same place again.
	result.Findings = slices.CompactFunc(result.Findings, func(a, b Finding) bool {
		return a.Key() == b.Key() && a.Span == b.Span && a.Message == b.Message
	})
	return result
}

// failed returns the result for a file whose reader panics.
func failed(file syntax.File, cause any) *Result {
	return &Result{File: file, Rejected: true, Findings: []Finding{NewInternalError(file, "the reader", cause)}}
}

// run applies the reporter's rule to a file. Of a rule that panics, only that is reported.
func (r *reporter) run(file syntax.File) {
	before := len(r.result.Findings)
	defer func() {
		if cause := recover(); cause != nil {
			r.result.Findings = append(r.result.Findings[:before], NewInternalError(file, "the rule "+r.rule.ID, cause))
		}
	}()
	for _, c := range r.rule.Check {
		if slices.Contains(c.kinds, file.Kind()) {
			c.run(file, r)
		}
	}
}

// Sort orders the findings by position. Those at one place keep their order.
func (r *Result) Sort() {
	slices.SortStableFunc(r.Findings, func(a, b Finding) int { return a.Span.Start - b.Span.Start })
}

// Lift moves the findings of embedded files to the places of the outer file.
func (r *Result) Lift() {
	outer := &r.File.Common().Document
	for _, e := range r.Embedded {
		for _, f := range e.Findings {
			r.Findings = append(r.Findings, e.lift(outer, f))
		}
		for _, f := range e.LeftOut {
			r.LeftOut = append(r.LeftOut, e.lift(outer, f))
		}
		r.Failures = append(r.Failures, e.Failures...)
	}
	r.Embedded = nil
	r.Sort()
}

// lift returns a finding of the embedded file as one of the outer file.
func (e EmbeddedResult) lift(outer *syntax.Document, f Finding) Finding {
	f.Span = e.At.Outer(f.Span)
	f.Start, f.End = outer.Position(f.Span.Start), outer.Position(f.Span.End)
	f.Related = slices.Clone(f.Related)
	for i, span := range f.Related {
		f.Related[i] = e.At.Outer(span)
	}
	f.Fix, f.Draft = e.liftFix(f.Fix), nil // a draft is a file, and this one has none of its own
	f.Subject = e.At.Place + ": " + f.Subject
	return f
}

// liftFix returns a fix of the embedded file as one of the outer file. It returns nil if it reaches
// the end of the text, where the outer file goes on.
func (e EmbeddedResult) liftFix(f *Fix) *Fix {
	if f == nil {
		return nil
	}
	outer := *f
	outer.SameBuild, outer.Places, outer.Edits = false, []string{e.At.Place}, nil
	for _, edit := range f.Edits {
		if edit.Span.End >= len(e.File.Common().Source) {
			return nil
		}
		outer.Edits = append(outer.Edits, Edit{Span: e.At.Outer(edit.Span), New: e.At.Quote(edit.New)})
	}
	return &outer
}
