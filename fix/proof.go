package fix

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/drydock-dev/drydock/lint"
	"github.com/drydock-dev/drydock/proof"
	"github.com/drydock-dev/drydock/syntax"
)

// onlyIn returns an error if a change to a file other than a Dockerfile affects places that its
// fixes don't name.
func (p *planner) onlyIn(before, after syntax.File, fixes []*lint.Finding) error {
	for _, place := range p.judge.Changes(before, after) {
		named := slices.ContainsFunc(fixes, func(f *lint.Finding) bool {
			return slices.ContainsFunc(f.Fix.Places, func(p string) bool { return strings.HasPrefix(place+".", p+".") })
		})
		if !named {
			return fmt.Errorf("it also changes %s: name it in Fix.Places", place)
		}
	}
	return nil
}

// counts returns the number of findings of each rule and each BuildKit check. Twins count: what
// stands for them may be fixed and they may not.
func counts(r *lint.Result) map[string]int {
	n := map[string]int{}
	for _, f := range slices.Concat(r.Findings, r.Twins) {
		n[f.Key()]++
	}
	for _, w := range proof.Of(r.File).Warnings(r.File) {
		n["BuildKit's "+w.Check]++
	}
	return n
}

// newHits returns, sorted, the rules and checks that find more in a changed file than in the
// original.
func newHits(original, changed *lint.Result) []string {
	before, after := counts(original), counts(changed)
	var more []string
	for _, name := range slices.Sorted(maps.Keys(after)) {
		if after[name] > before[name] {
			more = append(more, name)
		}
	}
	return more
}

// prove returns why a changed file must not be offered, nil if it may.
func prove(original, changed *lint.Result) error {
	if err := proof.Accept(original.File, changed.File); err != nil {
		return err
	}
	if more := newHits(original, changed); len(more) > 0 {
		return fmt.Errorf("it adds new findings: %s", strings.Join(more, ", "))
	}
	return nil
}
