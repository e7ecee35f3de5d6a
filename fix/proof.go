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

// smallCost is how many bytes larger a fix may make the image, going by a finding that it adds and
// that the settings leave out.
const smallCost = 5_000_000

// matters reports whether a finding that the settings leave out speaks against a fix that adds it: an
// error or a warning to anyone, or a cost that is known and not small.
func matters(f *lint.Finding) bool { return f.Severity >= lint.Warning || f.Cost >= smallCost }

// judged is what a proof compares of a text: how often each rule and each BuildKit check finds
// something, in what the settings ask for and in what matters to anyone.
type judged struct{ asked, anyone map[string]int }

func (p *planner) judged(r *lint.Result) judged {
	j := judged{asked: counts(r), anyone: counts(r)}
	for _, f := range p.settings.LeftOut(r, p.known) {
		if matters(&f) {
			j.anyone[f.Key()]++
		}
	}
	return j
}

// added returns, sorted, the rules and checks that find more in a changed file than in the
// original.
func (p *planner) added(changed *lint.Result) []string {
	before, after := p.originalJudged(), p.judged(changed)
	var more []string
	for _, name := range slices.Sorted(maps.Keys(after.anyone)) {
		if after.asked[name] > before.asked[name] || after.anyone[name] > before.anyone[name] {
			more = append(more, name)
		}
	}
	return more
}

// prove returns why a changed text must not be offered, nil if it may.
func (p *planner) prove(changed *lint.Result) error {
	if err := proof.Accept(p.original.File, changed.File); err != nil {
		return err
	}
	if more := p.added(changed); len(more) > 0 {
		return &addsError{more}
	}
	return nil
}
