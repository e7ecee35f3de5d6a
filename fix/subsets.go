package fix

import (
	"fmt"
	"slices"

	"github.com/drydock-dev/drydock/rules"
)

// allSubsets is up to how many suggestions that act on each other every
// combination is proven. Above, it is all of them together, and all but each
// one: as many proofs as there are suggestions, not two to their power.
const allSubsets = 4

// provenTogether returns the groups that hold in any company: whichever of
// them an author accepts, the result passes the proof. A group whose presence
// breaks a combination is dropped.
func (p *planner) provenTogether(groups []*group) []*group {
	for len(groups) > 1 {
		bad, err := p.failingSubset(groups)
		if err == nil {
			break
		}
		// The one that comes last in the order of the rules is the one to go.
		worst := slices.MaxFunc(bad, func(a, b *group) int {
			return order(a.applied[0].Rule) - order(b.applied[0].Rule)
		})
		for i := range worst.applied {
			p.reject(&worst.applied[i], fmt.Sprintf("together with other suggestions: %v", err))
		}
		groups = slices.DeleteFunc(groups, func(g *group) bool { return g == worst })
	}
	return groups
}

// failingSubset returns a combination of groups that does not hold, with the
// reason; a nil error if all do.
//
// Where all groups together change just what each of them changes alone, they
// do not act on each other, and no other combination is in doubt.
func (p *planner) failingSubset(groups []*group) ([]*group, error) {
	if p.checks--; p.checks < 0 {
		return groups, errSpent
	}
	p.together = p.check(p.textWith(groups))
	if prove(p.original, p.together) == nil && additive(p.original, p.together, groups) {
		return nil, nil
	}
	combinations := slices.Collect(subsets(groups))
	if p.checks -= len(combinations); p.checks < 0 {
		return groups, errSpent
	}
	failures := make([]error, len(combinations))
	inParallel(len(combinations), func(i int) {
		failures[i] = prove(p.original, p.check(p.textWith(combinations[i])))
	})
	for i, err := range failures {
		if err != nil {
			return combinations[i], err
		}
	}
	return nil, nil
}

// textWith returns the original's text with groups accepted.
func (p *planner) textWith(groups []*group) []byte {
	return replaceLines(&p.original.File.Document, func(yield func(Suggestion) bool) {
		for _, g := range groups {
			if !yield(g.lines(p.original.File)) {
				return
			}
		}
	})
}

// additive reports whether what is found in the text with all groups is what
// was found in the original, plus what each group alone brings, less what it
// takes away.
func additive(original, together *rules.Result, groups []*group) bool {
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

// messages counts what is found by its words.
func messages(r *rules.Result) map[string]int {
	n := map[string]int{}
	for _, f := range r.Findings {
		n[f.Kind()+": "+f.Message]++
	}
	if r.Build != nil {
		for _, w := range r.Build.Warnings {
			n["BuildKit's "+w.Check+": "+w.Message]++
		}
	}
	return n
}

// subsets yields the combinations of two and more that are to be proven, each
// in the order of the lines.
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
