package main

import (
	"context"
	"errors"
	"maps"
	"slices"
	"time"

	"github.com/drydock-dev/drydock/bot"
	"github.com/drydock-dev/drydock/bot/review"
	"github.com/drydock-dev/drydock/facts"
	"github.com/drydock-dev/drydock/kinds"
	"github.com/drydock-dev/drydock/lint"
	"github.com/drydock-dev/drydock/lint/config"
	"github.com/drydock-dev/drydock/syntax"
)

// reviewed is what a review said about a change.
type reviewed struct {
	name      string
	comments  []comment
	missed    []missed
	unchecked int  // files that the review leaves out
	failed    bool // there is no review
	time      time.Duration
}

// comment is what a review said about some lines of a file.
type comment struct {
	review.Comment
	change  string // the commit or the folder
	keys    []string
	inBody  bool // in the review's text
	existed bool // the file did, before
	old     bool // it's about what was there before
	touches bool // its suggestion touches what the change left alone
	covers  bool // its suggestion covers what the change left alone
}

// missed is a rule that has more findings in a file than before, which the review doesn't say.
type missed struct {
	path, key     string
	before, after int
}

// replay reviews a change and judges the review.
func replay(ctx context.Context, p pull) (reviewed, error) {
	r := reviewed{name: p.name}
	start := time.Now()
	o, err := p.open(ctx)
	if err != nil {
		return r, err
	}
	selected, _ := bot.Select(o.changes, o.settings, o.known.Head)
	files, err := bot.Check(ctx, o.sides, selected, o.settings, o.known)
	if err != nil {
		return r, err
	}
	said := review.Plan(files, review.Options{}, review.State{}).Review
	r.time = time.Since(start)
	for i, f := range files {
		if f.NotReviewed != "" {
			r.unchecked++
			continue
		}
		if f.Plan == nil {
			if !errors.Is(f.Err, bot.ErrLink) {
				r.unchecked++
			}
			continue
		}
		var base []byte
		if selected[i].Status != bot.Added {
			if base, err = o.sides.Base(ctx, selected[i]); err != nil {
				return r, err
			}
		}
		r.judge(newFile(f.Path, base, f.Plan.File.Source, o.settings, o.known), said)
	}
	return r, nil
}

// file is a changed file as this command looks at it.
type file struct {
	head                      syntax.File
	existed                   bool
	unread                    bool           // it was rejected before the change, so before has no other finding
	before, after             map[string]int // findings, by key
	strictBefore, strictAfter map[string]int // those of the strict profile
	alone                     map[int]bool   // the lines of head that the change left alone
}

func newFile(path string, base, head []byte, settings config.Settings, known bot.Facts) file {
	f := file{head: kinds.Parse(path, head), existed: base != nil}
	strict := settings
	strict.Profile = lint.Strict
	if f.existed {
		was := kinds.Parse(path, base)
		f.before, f.unread = findings(was, settings, known.Base)
		f.strictBefore, _ = findings(was, strict, known.Base)
	}
	f.after, _ = findings(f.head, settings, known.Head)
	f.strictAfter, _ = findings(f.head, strict, known.Head)
	f.alone = leftAlone(f.head, base)
	return f
}

// findings counts a file's findings by key, and reports whether the file is rejected.
func findings(f syntax.File, settings config.Settings, known *facts.Facts) (counts map[string]int, rejected bool) {
	counts = map[string]int{}
	result := settings.Check(f, known)
	for _, finding := range result.Findings {
		counts[finding.Key()]++
	}
	return counts, result.Rejected
}

// grew reports whether the change brought findings with a key to the file.
func (f file) grew(key string) bool { return f.after[key] > f.before[key] }

// grewStrict reports that for the strict profile. It has findings that only matter in some places of
// a file, like the base image of a stage that isn't shipped, so it sees one that replaces another there.
func (f file) grewStrict(key string) bool { return f.strictAfter[key] > f.strictBefore[key] }

// judge adds what a review says about a file, and what it misses.
func (r *reviewed) judge(f file, said review.Review) {
	path := f.head.Common().Path
	named := map[string]bool{}
	add := func(comments []review.Comment, inBody bool) {
		for _, c := range comments {
			for _, other := range c.Elsewhere {
				for _, finding := range other.Findings {
					named[finding.Key()] = named[finding.Key()] || other.Path == path
				}
			}
			if c.Path != path {
				continue
			}
			judged := comment{Comment: c, change: r.name, inBody: inBody, existed: f.existed}
			for _, finding := range c.Findings {
				named[finding.Key()] = true
				if !slices.Contains(judged.keys, finding.Key()) {
					judged.keys = append(judged.keys, finding.Key())
				}
			}
			judged.old = f.existed && !slices.ContainsFunc(judged.keys, f.grew) && !slices.ContainsFunc(judged.keys, f.grewStrict)
			if s := c.Suggestion; s != nil {
				judged.touches, judged.covers = f.reach(s.StartLine, s.EndLine, s.Replacement)
			}
			r.comments = append(r.comments, judged)
		}
	}
	add(said.Comments, false)
	add(said.InBody, true)
	if f.unread {
		return // nobody knows what was there before
	}
	for _, key := range slices.Sorted(maps.Keys(f.after)) {
		if f.grew(key) && !named[key] {
			r.missed = append(r.missed, missed{path, key, f.before[key], f.after[key]})
		}
	}
}
