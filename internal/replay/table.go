package main

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"time"
)

// totals are the figures of all reviews.
type totals struct {
	commits, failed, unchecked int
	comments, inBody           int
	median, most               int // comments a commit
	silent                     int // commits without a comment
	existing, old              int // comments on files that existed before; those about what was there before
	suggestions                int
	touching, covering         int // suggestions
	missed                     int
	medianTime, p95            time.Duration
}

func count(reviews []reviewed) (t totals) {
	var sizes []int
	var times []time.Duration
	add := func(counter *int, holds bool) {
		if holds {
			*counter++
		}
	}
	for _, r := range reviews {
		if r.failed {
			t.failed++
			continue
		}
		t.commits++
		t.unchecked += r.unchecked
		t.missed += len(r.missed)
		sizes, times = append(sizes, len(r.comments)), append(times, r.time)
		if len(r.comments) == 0 {
			t.silent++
		}
		for _, c := range r.comments {
			add(&t.comments, true)
			add(&t.inBody, c.inBody)
			add(&t.existing, c.existed)
			add(&t.old, c.old)
			add(&t.suggestions, c.Suggestion != nil)
			add(&t.touching, c.touches)
			add(&t.covering, c.covers)
		}
	}
	if t.commits > 0 {
		slices.Sort(sizes)
		slices.Sort(times)
		t.median, t.most = sizes[len(sizes)/2], sizes[len(sizes)-1]
		t.medianTime, t.p95 = times[len(times)/2], times[len(times)*95/100]
	}
	return t
}

// table returns the figures as a Markdown table.
func (t totals) table() string {
	var b strings.Builder
	b.WriteString("| what | figure |\n| --- | --- |\n")
	row := func(what, format string, args ...any) {
		fmt.Fprintf(&b, "| %s | %s |\n", what, fmt.Sprintf(format, args...))
	}
	row("commits", "%d", t.commits)
	row("comments", "%d, %d of them in the review's text", t.comments, t.inBody)
	row("comments a commit", "median %d, mean %.1f, most %d", t.median, float64(t.comments)/float64(max(t.commits, 1)), t.most)
	row("commits without a comment", "%s", share(t.silent, t.commits))
	row("comments on files that existed before", "%d", t.existing)
	row("… about what was there before", "%s", share(t.old, t.existing))
	row("suggestions", "%d", t.suggestions)
	row("… that touch what the change left alone", "%s", share(t.touching, t.suggestions))
	row("… that only cover it", "%s", share(t.covering, t.suggestions))
	row("new findings that no comment names", "%d", t.missed)
	row("files left out of the review", "%d", t.unchecked)
	row("commits that could not be reviewed", "%d", t.failed)
	row("time a commit", "median %d ms, 95th percentile %d ms", t.medianTime.Milliseconds(), t.p95.Milliseconds())
	return b.String()
}

// share returns n as a share of all.
func share(n, all int) string {
	return fmt.Sprintf("%d (%.1f %%)", n, 100*float64(n)/float64(max(all, 1)))
}

// printComments prints comments for somebody to read.
func printComments(w io.Writer, comments []comment) {
	for _, c := range comments {
		fmt.Fprintf(w, "## %s: %s: %s%s\n\n%s\n\n", c.change, c.Place(), strings.Join(c.keys, ", "), c.flags(), c.Body)
	}
}

// flags returns what is to be known of a comment, " [old, touches]", "" if nothing.
func (c comment) flags() string {
	var flags []string
	for _, f := range []struct {
		holds bool
		name  string
	}{{!c.existed, "new file"}, {c.old, "old"}, {c.touches, "touches"}, {c.covers, "covers"}, {c.inBody, "in the review's text"}} {
		if f.holds {
			flags = append(flags, f.name)
		}
	}
	if len(flags) == 0 {
		return ""
	}
	return " [" + strings.Join(flags, ", ") + "]"
}

// printMissed prints what a review missed.
func printMissed(w io.Writer, r reviewed) {
	for _, m := range r.missed {
		fmt.Fprintf(w, "## %s: %s: missed: %s, %d before, %d after\n\n", r.name, m.path, m.key, m.before, m.after)
	}
}
