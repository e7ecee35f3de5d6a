// Command cachestudy walks the history of a git repository. For each commit it models what building
// each Dockerfile cost, as it was at that commit: unchanged, and with the suggestions that make
// builds cheaper.
package main

import (
	"context"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/drydock-dev/drydock/bot"
	"github.com/drydock-dev/drydock/bot/local"
	"github.com/drydock-dev/drydock/cache"
	"github.com/drydock-dev/drydock/facts"
	"github.com/drydock-dev/drydock/fix"
	"github.com/drydock-dev/drydock/lint"
	"github.com/drydock-dev/drydock/lint/config"
	"github.com/drydock-dev/drydock/rules"
	"github.com/drydock-dev/drydock/syntax/dockerfile"
)

func main() {
	repo := flag.String("repo", ".", "a git repository")
	flag.Parse()
	if err := run(context.Background(), *repo); err != nil {
		fmt.Fprintln(os.Stderr, "cachestudy:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, dir string) error {
	repository, err := local.Find(ctx, dir)
	if err != nil {
		return err
	}
	history, err := repository.History(ctx)
	if err != nil {
		return err
	}
	s := &study{repository: repository, files: map[string]*studied{}}
	for _, c := range slices.Backward(history.Commits) {
		if err := s.commit(ctx, c); err != nil {
			return err
		}
	}
	s.print(len(history.Commits))
	return nil
}

// study is the state after the commits so far.
type study struct {
	repository *local.Repository
	files      map[string]*studied // by path
}

// studied is the state of one Dockerfile after the commits so far.
type studied struct {
	path          string
	asIs, cheaper version
	suggestions   int
	builds        int
	before, after float64 // seconds that all builds take, unchanged and with suggestions
	gone          bool    // the last commit that changed it left no readable Dockerfile
}

// version is one of the two ways to build a Dockerfile: unchanged or with suggestions.
type version struct {
	file     *dockerfile.File
	replayer *cache.Replayer
}

// commit adds a build of each Dockerfile after a commit.
func (s *study) commit(ctx context.Context, c cache.Commit) error {
	changed := map[string]version{} // by path, for files that the commit changes: the version before
	var tree *bot.Tree
	for _, path := range c.Files {
		if !dockerfile.Is(path) {
			continue
		}
		if tree == nil {
			var err error
			if tree, err = s.repository.Tree(ctx, c.ID); err != nil {
				return err
			}
		}
		d := s.files[path]
		if d == nil {
			d = &studied{path: path}
			s.files[path] = d
		}
		changed[path] = d.asIs
		d.read(tree, changed, c)
	}
	for path, d := range s.files {
		if _, new := changed[path]; !new && !d.gone && d.asIs.replayer != nil {
			d.build(d.asIs.replayer.Cost(c, nil), d.cheaper.replayer.Cost(c, nil))
		}
	}
	return nil
}

// read reads the Dockerfile as a commit leaves it, and adds a build unless it's new.
func (d *studied) read(tree *bot.Tree, changed map[string]version, c cache.Commit) {
	source, err := fs.ReadFile(tree, d.path)
	d.gone = err != nil
	if d.gone {
		return
	}
	known := facts.Gather(tree, nil, time.Time{}, nil)
	file := dockerfile.Parse(d.path, source)
	if file.Err != nil {
		d.gone = true
		return
	}
	oldCheaper := d.cheaper.file
	plan := fix.New(file, known, config.Default(rules.All), lint.Review)
	var chosen []int
	for i, suggestion := range plan.Suggestions {
		if suggestion.Rebuilds {
			chosen = append(chosen, i)
		}
	}
	d.suggestions = len(chosen)
	newVersion := func(f *dockerfile.File) version { return version{f, cache.NewReplayer(f, known.CacheFacts(f))} }
	d.asIs = newVersion(file)
	d.cheaper = d.asIs
	if len(chosen) > 0 {
		d.cheaper = newVersion(file.ReparseFile(plan.Apply(chosen...)))
	}
	if old := changed[d.path].file; old != nil {
		d.build(d.asIs.replayer.Cost(c, old), d.cheaper.replayer.Cost(c, oldCheaper))
	}
}

func (d *studied) build(before, after float64) {
	d.builds++
	d.before += before
	d.after += after
}

// print prints a line for each Dockerfile, the total, and how the savings are distributed.
func (s *study) print(commits int) {
	var all []*studied
	var before, after float64
	builds := 0
	for _, d := range s.files {
		if d.builds > 0 {
			all = append(all, d)
			before, after, builds = before+d.before, after+d.after, builds+d.builds
		}
	}
	slices.SortFunc(all, func(a, b *studied) int { return strings.Compare(a.path, b.path) })
	w := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(w, "builds\tbefore\tafter\tsaved\tsuggestions\t  Dockerfile")
	var shares []float64
	for _, d := range all {
		share := saved(d.before, d.after)
		shares = append(shares, share)
		fmt.Fprintf(w, "%d\t%.0f s\t%.0f s\t%.1f %%\t%d\t  %s\n", d.builds, d.before, d.after, share, d.suggestions, d.path)
	}
	_ = w.Flush() // to standard output
	fmt.Printf("\n%d commits, %d Dockerfiles, %d builds: %.0f s before, %.0f s after, %.1f %% saved\n", commits, len(all), builds, before, after, saved(before, after))
	if slices.Sort(shares); len(shares) > 0 {
		at := func(q float64) float64 { return shares[int(q*float64(len(shares)-1))] }
		fmt.Printf("saved per file: minimum %.1f %%, first quartile %.1f %%, median %.1f %%, third quartile %.1f %%, maximum %.1f %%\n", at(0), at(0.25), at(0.5), at(0.75), at(1))
	}
}

// saved returns the saving in per cent.
func saved(before, after float64) float64 {
	if before == 0 {
		return 0
	}
	return 100 * (1 - after/before)
}
