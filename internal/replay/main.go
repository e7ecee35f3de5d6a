// Command replay reviews real changes as a pull request would be, and counts what the reviews say:
// the commits of a git repository, each against its parent, or pairs of files in a folder. It judges
// them by means of its own, not by the review's notion of what a change introduced:
//
//   - A comment is about what was there before if no rule that it names has more findings in the
//     file than in the file's base, not even in the strict profile.
//   - A suggestion touches what the change left alone if a line that the change neither added nor
//     changed is not, or not in its order, in the replacement. In a Dockerfile a line belongs to its
//     instruction: if the change edited one line of it, all its lines count as changed, and lines
//     outside of instructions don't count. In other files every line counts unless it's blank.
//   - A suggestion covers what the change left alone if its range has such lines, and it keeps them.
//   - A finding is missed if its rule has more findings in the file than in its base, but nothing in
//     the review names the rule for that file. Files whose base can't be read don't count.
//
// What the review's text says of lines that allow no comment counts as a comment. Reviews have no
// limit for comments, and ShellCheck is not run.
//
// With -list it prints every comment and what was missed, with -sample a few comments, for somebody to
// read. With -docs it writes the figures of a folder into docs/precision.md.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"time"

	"github.com/sirupsen/logrus"

	"github.com/drydock-dev/drydock/internal/figures"
)

// options say what to replay and what to print.
type options struct {
	repo, changes string // one of the two
	commits       int
	today         string
	docs          string
	list          bool
	sample        int
	seed          uint64
}

func main() {
	var o options
	flag.StringVar(&o.repo, "repo", "", "a git repository, bare or not")
	flag.IntVar(&o.commits, "commits", 200, "with -repo: how many commits to review, the newest first")
	flag.StringVar(&o.changes, "changes", "", "a folder of changes: in each of its folders, base and head have the files before and after")
	flag.StringVar(&o.today, "today", time.Now().Format(time.DateOnly), "with -changes: day that counts as today; commits have their own")
	flag.StringVar(&o.docs, "docs", "", "with -changes: also write the figures into this page")
	flag.BoolVar(&o.list, "list", false, "print every comment, and what was missed")
	flag.IntVar(&o.sample, "sample", 0, "print this many comments, chosen at random")
	flag.Uint64Var(&o.seed, "seed", 1, "with -sample: another number chooses other comments")
	flag.Parse()
	logrus.SetOutput(io.Discard) // the Compose loader warns there; what it says is a finding
	if err := o.run(context.Background(), os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "replay:", err)
		os.Exit(1)
	}
}

func (o options) run(ctx context.Context, w io.Writer) error {
	pulls, err := o.pulls(ctx)
	if err != nil {
		return err
	}
	var reviews []reviewed
	for _, p := range pulls {
		r, err := replay(ctx, p)
		if err != nil {
			fmt.Fprintf(os.Stderr, "replay: %s: %v\n", p.name, err)
			r.failed = true
		}
		reviews = append(reviews, r)
	}
	if o.list {
		for _, r := range reviews {
			printComments(w, r.comments)
			printMissed(w, r)
		}
	}
	if o.sample > 0 {
		printComments(w, sample(reviews, o.sample, o.seed))
	}
	text := count(reviews).table()
	fmt.Fprint(w, text)
	if o.docs == "" {
		return nil
	}
	return figures.Replace(o.docs, "make replay CHANGES=FOLDER DOCS=1", fmt.Sprintf("Reviewed on %s.\n\n%s", o.today, text))
}

// pulls returns what to review.
func (o options) pulls(ctx context.Context) ([]pull, error) {
	switch {
	case (o.repo == "") == (o.changes == ""):
		return nil, errors.New("name a repository with -repo or a folder with -changes")
	case o.repo != "" && o.docs != "":
		return nil, errors.New("-docs is for the figures of a folder: name one with -changes")
	case o.repo != "":
		return commits(ctx, o.repo, o.commits)
	}
	today, err := time.Parse(time.DateOnly, o.today)
	if err != nil {
		return nil, err
	}
	return pairs(o.changes, today)
}

// sample returns n comments, chosen at random. The same seed chooses the same ones.
func sample(reviews []reviewed, n int, seed uint64) []comment {
	var all []comment
	for _, r := range reviews {
		all = append(all, r.comments...)
	}
	random := rand.New(rand.NewPCG(seed, seed))
	random.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	return all[:min(n, len(all))]
}
