package fix

import (
	"errors"
	"fmt"
	"maps"
	"slices"

	"github.com/drydock-dev/drydock/buildkit"
	"github.com/drydock-dev/drydock/lint"
	"github.com/drydock-dev/drydock/proof/rehearsal"
	"github.com/drydock-dev/drydock/syntax"
)

// scriptProof says how far the scripts that a change touches were rehearsed.
type scriptProof struct {
	changed bool
	why     string // why not all that changed were rehearsed, "" if all were
}

// join adds what another change does.
func (s *scriptProof) join(o scriptProof) {
	s.changed = s.changed || o.changed
	if s.why == "" {
		s.why = o.why
	}
}

// rehearse runs the scripts that fixes change, before and after. It returns an error if they do what
// the fixes don't declare, or if they can't be rehearsed where only safe fixes are wanted.
func (p *planner) rehearse(before, after syntax.File, fixes []*lint.Finding) (scriptProof, error) {
	var declared rehearsal.Changes
	for _, f := range fixes {
		declared = declared.Join(f.Fix.Calls)
		declared.Below = declared.Below || f.Fix.SameBuild // BuildKit says so
	}
	changed := pairScripts(scriptsOf(before, p.known), scriptsOf(after, p.known))
	if len(changed) == 0 {
		return scriptProof{}, nil
	}
	err := p.memory.Compare(changed, declared)
	var not *rehearsal.NotRehearsed
	switch {
	case err == nil:
		return scriptProof{changed: true}, nil
	case !errors.As(err, &not):
		return scriptProof{}, fmt.Errorf("%s%w", Differs, err)
	case p.maxSafety == lint.Safe:
		return scriptProof{}, fmt.Errorf("its scripts can't be rehearsed: %s", not.Why)
	}
	return scriptProof{changed: true, why: not.Why}, nil
}

// pairScripts pairs the lists of two versions of a file that differ.
func pairScripts(before, after map[string][]rehearsal.Script) (pairs []rehearsal.Pair) {
	names := maps.Clone(before)
	maps.Copy(names, after)
	for _, name := range slices.Sorted(maps.Keys(names)) {
		if !rehearsal.Same(before[name], after[name]) {
			pairs = append(pairs, rehearsal.Pair{Before: before[name], After: after[name]})
		}
	}
	return pairs
}

// rehearsed writes into a suggestion how far its scripts were rehearsed. One whose scripts weren't is
// never safe.
func (s *Suggestion) rehearsed(scripts scriptProof) {
	s.ChangesScripts, s.Rehearsed = scripts.changed, scripts.why == ""
	if s.Rehearsed {
		return
	}
	s.Safety = lint.Review
	s.Notes = append(s.Notes, Note{s.Rules[len(s.Rules)-1], fmt.Sprintf("Its script couldn't be rehearsed (%s). Check that the script still does the same.", scripts.why)})
}

// Checked says in a sentence or two how far the suggestion was tried.
func (s *Suggestion) Checked() string {
	reads := "BuildKit reads it"
	if s.Proof == buildkit.Unbuilt {
		reads = "the changed file loads as before, and only what's named here changes"
	}
	switch {
	case !s.ChangesScripts:
		return reads + "."
	case s.Rehearsed:
		return reads + ", and its scripts do the same on every path, except for what's named here."
	}
	return reads + ". Its scripts couldn't be rehearsed."
}

// proveTogether proves the text with several groups accepted, and rehearses what they change.
func (p *planner) proveTogether(groups []*group, together *lint.Result) (scriptProof, error) {
	if err := p.prove(together); err != nil {
		return scriptProof{}, err
	}
	var fixes []*lint.Finding
	changing := 0
	for _, g := range groups {
		for i := range g.applied {
			fixes = append(fixes, &g.applied[i])
		}
		if g.scripts.changed {
			changing++
		}
	}
	if changing < 2 {
		return scriptProof{}, nil // rehearsed alone
	}
	return p.rehearse(p.original.File, together.File, fixes)
}

// markScripts marks the groups that change scripts with how far these were rehearsed together.
func markScripts(groups []*group, together scriptProof) {
	for _, g := range groups {
		if g.scripts.changed {
			g.scripts.join(together)
		}
	}
}
