package main

import (
	"fmt"
	"slices"
	"sync"
)

// tally holds the figures of a run.
type tally struct {
	mu sync.Mutex

	files, accepted int   // all files, and those that BuildKit accepts
	fixedFiles      int   // files that `fix` or `fix --all` changed
	findings        []int // per file
	suggestions     int
	combinations    int            // combinations of suggestions that were tried
	fixable         int            // findings with a fix
	unsuggested     map[string]int // fixable findings without a suggestion, by rule and reason
	failures        []string
}

func (t *tally) fail(format string, args ...any) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.failures = append(t.failures, fmt.Sprintf(format, args...))
}

func (t *tally) fixed() {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.fixedFiles++
}

// add adds the figures of one file.
func (t *tally) add(o *tally) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.files += o.files
	t.accepted += o.accepted
	t.findings = append(t.findings, o.findings...)
	t.suggestions += o.suggestions
	t.combinations += o.combinations
	t.fixable += o.fixable
	for reason, n := range o.unsuggested {
		t.unsuggested[reason] += n
	}
	t.failures = append(t.failures, o.failures...)
}

// withoutSuggestion returns how many fixable findings have no suggestion.
func (t *tally) withoutSuggestion() int {
	n := 0
	for _, times := range t.unsuggested {
		n += times
	}
	return n
}

func (t *tally) String() string {
	slices.Sort(t.findings)
	return fmt.Sprintf("%d files, %d of them accepted by BuildKit; a median of %d findings per file; %d suggestions tried in %d combinations; %d files changed by fix and fix --all; %d of %d fixable findings (%.1f %%) without a suggestion; %d failures",
		t.files, t.accepted, t.findings[len(t.findings)/2], t.suggestions, t.combinations, t.fixedFiles, t.withoutSuggestion(), t.fixable, 100*float64(t.withoutSuggestion())/float64(max(1, t.fixable)), len(t.failures))
}
