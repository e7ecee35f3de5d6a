package main

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
)

// tally holds the figures of a run.
type tally struct {
	mu sync.Mutex

	files, accepted int   // all files, and those that BuildKit accepts
	fixedFiles      int   // files that `fix` or `fix --all` changed
	findings        []int // per file
	suggestions     int
	combinations    int                       // combinations of suggestions that were tried
	fixable         int                       // findings with a fix
	unsuggested     map[string]map[string]int // fixable findings without a suggestion, by reason and rule
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
	for reason, rules := range o.unsuggested {
		for rule, n := range rules {
			t.lacks(reason, rule, n)
		}
	}
	t.failures = append(t.failures, o.failures...)
}

// withoutSuggestion returns how many fixable findings have no suggestion.
func (t *tally) withoutSuggestion() int {
	n := 0
	for _, rules := range t.unsuggested {
		n += sum(rules)
	}
	return n
}

// lacks counts n fixable findings of a rule that have no suggestion for a reason.
func (t *tally) lacks(reason, rule string, n int) {
	if t.unsuggested[reason] == nil {
		t.unsuggested[reason] = map[string]int{}
	}
	t.unsuggested[reason][rule] += n
}

// reasons returns, as a table in Markdown, why fixable findings have no suggestion: the most frequent
// reason first.
func (t *tally) reasons() string {
	reasons := slices.SortedFunc(maps.Keys(t.unsuggested), func(a, b string) int {
		return cmp.Or(cmp.Compare(sum(t.unsuggested[b]), sum(t.unsuggested[a])), cmp.Compare(a, b))
	})
	var out strings.Builder
	out.WriteString("| why a fixable finding has no suggestion | findings | of all fixable | rules |\n| --- | --- | --- | --- |")
	for _, reason := range reasons {
		var rules []string
		for _, rule := range slices.Sorted(maps.Keys(t.unsuggested[reason])) {
			rules = append(rules, fmt.Sprintf("%s (%d)", rule, t.unsuggested[reason][rule]))
		}
		n := sum(t.unsuggested[reason])
		fmt.Fprintf(&out, "\n| %s | %d | %.2f %% | %s |", reason, n, 100*float64(n)/float64(max(1, t.fixable)), strings.Join(rules, ", "))
	}
	return out.String()
}

func sum(counts map[string]int) (n int) {
	for _, times := range counts {
		n += times
	}
	return n
}

func (t *tally) String() string {
	slices.Sort(t.findings)
	return fmt.Sprintf("%d files, %d of them accepted by BuildKit; a median of %d findings per file; %d suggestions tried in %d combinations; %d files changed by fix and fix --all; %d of %d fixable findings (%.1f %%) without a suggestion; %d failures",
		t.files, t.accepted, t.findings[len(t.findings)/2], t.suggestions, t.combinations, t.fixedFiles, t.withoutSuggestion(), t.fixable, 100*float64(t.withoutSuggestion())/float64(max(1, t.fixable)), len(t.failures))
}
