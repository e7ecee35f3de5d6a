package fix

import (
	"fmt"
	"slices"
)

// allSubsets is up to how many suggestions every combination is proven. Above,
// it is all of them together, and all but each one: as many proofs as there
// are suggestions, not two to their power.
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
func (p *planner) failingSubset(groups []*group) ([]*group, error) {
	for subset := range subsets(groups) {
		text := replaceLines(p.original.File, func(yield func(Suggestion) bool) {
			for _, g := range subset {
				if !yield(p.lines(g)) {
					return
				}
			}
		})
		if p.spent() {
			return subset, errSpent
		}
		if err := prove(p.original, p.check(text)); err != nil {
			return subset, err
		}
	}
	return nil, nil
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
