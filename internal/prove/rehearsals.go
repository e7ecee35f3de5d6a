package main

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/drydock-dev/drydock/facts"
	"github.com/drydock-dev/drydock/fix"
	"github.com/drydock-dev/drydock/lint"
	"github.com/drydock-dev/drydock/lint/config"
	"github.com/drydock-dev/drydock/rules"
	"github.com/drydock-dev/drydock/syntax/dockerfile"
)

// rehearsals counts what the rehearsal did for some files.
type rehearsals struct {
	scripts, traces          int
	changing, unread         int            // suggestions that change scripts; those of them that weren't rehearsed
	findings, fixable, fixed int            // fixed: with a suggestion
	differ                   map[string]int // rejected fixes, by rule and reason
	lowered                  map[string]int // suggestions that weren't rehearsed, by reason
}

// countRehearsals plans each file's suggestions and counts what the rehearsal did.
func countRehearsals(files []file) (*rehearsals, error) {
	total := &rehearsals{differ: map[string]int{}, lowered: map[string]int{}}
	plans := make(chan *fix.Plan)
	done := make(chan error, 1)
	go func() {
		done <- inParallel(files, func(f file) {
			plans <- fix.New(dockerfile.Parse(f.path, f.source), facts.Gather(nil, nil, time.Time{}, nil), config.Default(rules.All), lint.Review)
		})
		close(plans)
	}()
	for plan := range plans {
		total.add(plan)
	}
	return total, <-done
}

// quoted matches what a reason says of one file alone.
var quoted = regexp.MustCompile("`[^`]*`|/[^ ]+")

func (r *rehearsals) add(plan *fix.Plan) {
	r.scripts += plan.Scripts
	r.traces += plan.Traces
	r.findings += len(plan.Findings)
	for i, f := range plan.Findings {
		if f.Fix != nil {
			r.fixable++
			if plan.SuggestionOf[i] >= 0 {
				r.fixed++
			}
		}
	}
	for _, s := range plan.Suggestions {
		if s.ChangesScripts {
			r.changing++
		}
		if !s.Rehearsed {
			r.unread++
			_, why, _ := strings.Cut(s.Notes[len(s.Notes)-1].Text, "(")
			r.lowered[quoted.ReplaceAllString(why, "…")]++
		}
	}
	for _, rejection := range plan.Rejected {
		if _, why, ok := strings.Cut(rejection.Reason, fix.Differs); ok {
			r.differ[rejection.Rule+": "+quoted.ReplaceAllString(why, "…")]++
		}
	}
}

func (r *rehearsals) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%d scripts rehearsed, %d runs compared; %d suggestions change scripts, %d of them weren't rehearsed; %d of %d fixable findings have a suggestion\n",
		r.scripts, r.traces, r.changing, r.unread, r.fixed, r.fixable)
	for _, table := range []struct {
		title   string
		reasons map[string]int
	}{{"rejected", r.differ}, {"not rehearsed", r.lowered}} {
		for _, why := range slices.SortedFunc(maps.Keys(table.reasons), func(a, b string) int { return table.reasons[b] - table.reasons[a] }) {
			fmt.Fprintf(&b, "%s: %d × %s\n", table.title, table.reasons[why], why)
		}
	}
	return strings.TrimSuffix(b.String(), "\n")
}
