package fix

import (
	"fmt"
	"slices"

	"github.com/drydock-dev/drydock/lint"
	"github.com/drydock-dev/drydock/proof"
)

// allSubsets is the largest number of interacting suggestions for which every combination is
// proven. Beyond that, we prove all of them together and all but each one. That takes about as many
// proofs as there are suggestions, not two to that power.
const allSubsets = 4

// provenTogether returns groups that pass the proof in combination, whichever of them an author
// accepts. It drops groups that break a combination.
func (p *planner) provenTogether(groups []*group) []*group {
	for len(groups) > 1 {
		bad, err := p.failingSubset(groups)
		if err == nil {
			break
		}
		// Drop the group whose rule comes last in the catalogue.
		worst := slices.MaxFunc(bad, func(a, b *group) int {
			return p.before(&a.applied[0], &b.applied[0])
		})
		for i := range worst.applied {
			p.reject(&worst.applied[i], fmt.Sprintf("together with other suggestions: %v", err))
		}
		groups = slices.DeleteFunc(groups, func(g *group) bool { return g == worst })
	}
	return groups
}

// failingSubset returns a combination of groups that fails the proof, with the reason. The error is
// nil if all pass.
//
// If all groups together change exactly what each changes alone, they don't interact. Then no other
// combination needs a proof.
func (p *planner) failingSubset(groups []*group) ([]*group, error) {
	if p.checks--; p.checks < 0 {
		return groups, errSpent
	}
	p.together = p.check(p.textWith(groups))
	scripts, err := p.proveTogether(groups, p.together)
	if err == nil && additive(p.original, p.together, groups) {
		markScripts(groups, scripts)
		return nil, nil
	}
	combinations := slices.Collect(subsets(groups))
	if p.checks -= len(combinations); p.checks < 0 {
		return groups, errSpent
	}
	failures := make([]error, len(combinations))
	inParallel(len(combinations), func(i int) {
		_, failures[i] = p.proveTogether(combinations[i], p.check(p.textWith(combinations[i])))
	})
	for i, err := range failures {
		if err != nil {
			return combinations[i], err
		}
	}
	markScripts(groups, scripts)
	return nil, nil
}

// textWith returns the original's text with these groups accepted.
func (p *planner) textWith(groups []*group) []byte {
	return replaceLines(p.document(), func(yield func(Suggestion) bool) {
		for _, g := range groups {
			if !yield(g.lines(p.document())) {
				return
			}
		}
	})
}

// additive reports whether the findings with all groups accepted are the original's findings, plus
// those that each group adds alone, minus those that it removes.
func additive(original, together *lint.Result, groups []*group) bool {
	before, expected := messages(original), messages(original)
	for _, g := range groups {
		for m, n := range messages(g.result) {
			expected[m] += n
		}
		for m, n := range before {
			expected[m] -= n
		}
	}
	for m, n := range messages(together) {
		expected[m] -= n
	}
	for _, n := range expected {
		if n != 0 {
			return false
		}
	}
	return true
}

// messages counts the findings by rule and message. The lines that a message names don't count: they
// move with the text.
func messages(r *lint.Result) map[string]int {
	n := map[string]int{}
	for _, f := range r.Findings {
		n[f.Key()+": "+Words(f.Message)]++
	}
	for _, w := range proof.Of(r.File).Warnings(r.File) {
		n["BuildKit's "+w.Check+": "+Words(w.Message)]++
	}
	return n
}

// subsets yields the combinations of two or more groups to prove, each sorted by line.
func subsets(groups []*group) func(func([]*group) bool) {
	return func(yield func([]*group) bool) {
		n := len(groups)
		if n <= allSubsets {
			for size := 2; size <= n; size++ {
				for bits := 0; bits < 1<<n; bits++ {
					subset := pick(groups, bits)
					if len(subset) == size && !yield(subset) {
						return
					}
				}
			}
			return
		}
		for i := range groups {
			if !yield(slices.Concat(groups[:i], groups[i+1:])) {
				return
			}
		}
		yield(groups)
	}
}

// pick returns the groups whose bit is set.
func pick(groups []*group, bits int) []*group {
	var subset []*group
	for i, g := range groups {
		if bits&(1<<i) != 0 {
			subset = append(subset, g)
		}
	}
	return subset
}
