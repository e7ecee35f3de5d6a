package config

import (
	"cmp"
	"slices"

	"github.com/drydock-dev/drydock/lint"
	"github.com/drydock-dev/drydock/syntax"
)

// onePerTopic leaves one of the findings that several rules have about one topic in one place: the
// one with the highest severity, then one with a fix, then the first in the order of the catalogue.
// The others become twins. It comes after all other filters, so that a rule which is turned off
// silences no other.
func (s Settings) onePerTopic(r *lint.Result) {
	var leading []*lint.Finding
	for i := range r.Findings {
		if r.Findings[i].Topic != "" {
			leading = append(leading, &r.Findings[i])
		}
	}
	if len(leading) < 2 {
		return
	}
	rank := map[*lint.Rule]int{}
	for i, rule := range s.Catalogue {
		rank[rule] = i
	}
	slices.SortStableFunc(leading, func(a, b *lint.Finding) int {
		return cmp.Or(cmp.Compare(b.Severity, a.Severity), cmp.Compare(fixes(b), fixes(a)), cmp.Compare(rank[a.Rule], rank[b.Rule]))
	})
	twins := map[*lint.Finding]bool{}
	for i, f := range leading {
		twins[f] = slices.ContainsFunc(leading[:i], func(other *lint.Finding) bool {
			return !twins[other] && other.Rule != f.Rule && other.Topic == f.Topic && samePlace(r.File, other, f)
		})
	}
	var findings []lint.Finding
	for i := range r.Findings {
		if f := &r.Findings[i]; twins[f] {
			r.Twins = append(r.Twins, *f)
		} else {
			findings = append(findings, *f)
		}
	}
	r.Findings = findings
}

// fixes returns how many fixes a finding has.
func fixes(f *lint.Finding) int {
	if f.Fix == nil {
		return 0
	}
	return 1
}

// samePlace reports whether two findings share an instruction, or a line in files without any.
func samePlace(file syntax.File, a, b *lint.Finding) bool {
	first, last := unit(file, a)
	otherFirst, otherLast := unit(file, b)
	return first <= otherLast && otherFirst <= last
}

// unit returns the lines of a finding, and those that belong together with them.
func unit(file syntax.File, f *lint.Finding) (first, last int) {
	first, _ = file.Unit(f.Start.Line)
	_, last = file.Unit(f.End.Line)
	return min(first, f.Start.Line), max(last, f.End.Line)
}
