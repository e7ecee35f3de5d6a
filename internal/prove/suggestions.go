package main

import (
	"bytes"
	"math/rand/v2"
	"time"

	"github.com/drydock-dev/drydock/buildkit"
	"github.com/drydock-dev/drydock/facts"
	"github.com/drydock-dev/drydock/fix"
	"github.com/drydock-dev/drydock/lint"
	"github.com/drydock-dev/drydock/lint/config"
	"github.com/drydock-dev/drydock/rules"
	"github.com/drydock-dev/drydock/syntax/dockerfile"
)

// Up to allSubsets suggestions, every combination is tried. Above that, it's this many random ones,
// all together, and each alone.
const (
	allSubsets = 4
	random     = 16
)

// trySuggestions plans a file's suggestions and tries them in combination.
func trySuggestions(f file) *tally {
	t := &tally{files: 1, unsuggested: map[string]map[string]int{}}
	parsed := dockerfile.Parse(f.path, f.source)
	plan := fix.New(parsed, facts.Gather(nil, nil, time.Time{}, nil), config.Default(rules.All), lint.Review)
	original := buildOf(parsed)
	if original != nil {
		t.accepted = 1
	} else if len(plan.Suggestions) > 0 {
		t.fail("%s: the file has suggestions although BuildKit rejects it", f.path)
	}
	t.findings, t.suggestions = []int{len(plan.Findings)}, len(plan.Suggestions)
	for i, finding := range plan.Findings {
		if finding.Rule.ID == "internal-error" {
			t.fail("%s: %s", f.path, finding.Message)
		}
		if finding.Fix != nil {
			t.fixable++
			if plan.SuggestionOf[i] < 0 {
				t.lacks(reason(plan, finding), finding.Rule.ID, 1)
			}
		}
	}
	for chosen := range combinations(len(plan.Suggestions)) {
		t.combinations++
		text := plan.Apply(chosen...)
		for _, problem := range append(compare(f.source, text), outside(plan, chosen, text)...) {
			t.fail("%s: suggestions %v: %s", f.path, chosen, problem)
		}
		if len(chosen) == 1 && plan.Suggestions[chosen[0]].Proof == buildkit.SameBuild {
			changed := buildOf(dockerfile.Parse(f.path, text))
			if changed == nil || buildkit.Compare(original, changed) != buildkit.SameBuild {
				t.fail("%s: suggestion %d claims same-build, but the build differs", f.path, chosen[0])
			}
		}
	}
	return t
}

// reason returns why a finding's fix became no suggestion.
func reason(plan *fix.Plan, finding lint.Finding) string {
	for _, r := range plan.Rejected {
		if r.Rule == finding.Rule.ID && r.Line == finding.Start.Line {
			return r.Reason
		}
	}
	return "another fix replaced it"
}

// buildOf returns BuildKit's result for a file, or nil if BuildKit rejects it.
func buildOf(f *dockerfile.File) *buildkit.Result {
	if f.Err != nil {
		return nil
	}
	if r := buildkit.Convert(f); r.Err == nil && r.Panic == "" {
		return r
	}
	return nil
}

// combinations yields the subsets of n suggestions to try, as indices.
func combinations(n int) func(func([]int) bool) {
	return func(yield func([]int) bool) {
		if n <= allSubsets {
			for bits := 1; bits < 1<<n; bits++ {
				if !yield(chosen(n, func(i int) bool { return bits&(1<<i) != 0 })) {
					return
				}
			}
			return
		}
		generator := rand.New(rand.NewPCG(1, uint64(n)))
		for range random {
			if !yield(chosen(n, func(int) bool { return generator.IntN(2) == 0 })) {
				return
			}
		}
		if !yield(chosen(n, func(int) bool { return true })) {
			return
		}
		for only := range n {
			if !yield([]int{only}) {
				return
			}
		}
	}
}

// chosen returns the indices below n that take accepts.
func chosen(n int, take func(int) bool) []int {
	var indices []int
	for i := range n {
		if take(i) {
			indices = append(indices, i)
		}
	}
	return indices
}

// outside checks that the changed text is the same byte for byte outside the lines of the chosen
// suggestions. It returns what differs.
func outside(plan *fix.Plan, chosen []int, text []byte) []string {
	next := 1
	for _, i := range chosen {
		s := plan.Suggestions[i]
		kept := plan.File.Source[plan.File.FullLineSpan(next).Start:plan.File.FullLineSpan(s.StartLine).Start]
		if !bytes.HasPrefix(text, kept) {
			return []string{"lines before a suggestion changed"}
		}
		text = text[len(kept):]
		if !bytes.HasPrefix(text, []byte(s.Replacement)) {
			return []string{"the text is not the suggestion's"}
		}
		text = text[len(s.Replacement):]
		if s.Replacement != "" {
			text = bytes.TrimPrefix(text, plan.File.Source[plan.File.LineSpan(s.EndLine).End:plan.File.FullLineSpan(s.EndLine).End])
		}
		next = s.EndLine + 1
	}
	if !bytes.Equal(text, plan.File.Source[plan.File.FullLineSpan(next).Start:]) {
		return []string{"lines after a suggestion changed"}
	}
	return nil
}
