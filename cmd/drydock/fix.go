package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"sync"
	"syscall"

	udiff "github.com/aymanbagabas/go-udiff"

	"github.com/drydock-dev/drydock/facts"
	"github.com/drydock-dev/drydock/files"
	"github.com/drydock-dev/drydock/fix"
	"github.com/drydock-dev/drydock/lint"
	"github.com/drydock-dev/drydock/lint/config"
	"github.com/drydock-dev/drydock/report"
	"github.com/drydock-dev/drydock/syntax"
)

type fixCmd struct {
	inputFlags
	All  bool `help:"Also apply suggestions that need review, and create files that findings propose, such as .dockerignore."`
	Diff bool `help:"Print the changes instead of writing them."`
}

// Run applies suggestions in place. For standard input, it writes the result to standard output.
func (c *fixCmd) Run() error {
	settings, err := c.settings()
	if err != nil {
		return err
	}
	maxSafety := lint.Safe
	if c.All {
		maxSafety = lint.Review
	}
	paths, err := c.find(settings)
	if err != nil {
		return err
	}
	// The first interrupt lets files in progress finish. A second one stops at once.
	interrupted, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(interrupted, stop)
	changed, failed := 0, false
	outcomes := files.InParallel(slices.Values(paths), func(path string) outcome { return c.apply(interrupted, path, settings, maxSafety) })
	for some := range files.InParallel(files.Batches(outcomes), func(some []outcome) []outcome { return c.write(interrupted, some) }) {
		for _, o := range some {
			switch err := c.printOutcome(o); {
			case errors.Is(err, context.Canceled):
			case err != nil:
				fmt.Fprintf(os.Stderr, "drydock: %s: %v\n", o.path, err)
				failed = true
			case o.applied.Changed():
				changed++
			}
		}
	}
	if !c.Diff && !slices.Contains(paths, "-") {
		fmt.Fprintf(os.Stderr, "drydock: %d of %s changed\n", changed, report.Plural(len(paths), "file"))
	}
	if interrupted.Err() != nil {
		return exitError{code: exitFailure, text: "interrupted; files not listed above are unchanged"}
	}
	if failed {
		return exitError{code: exitFailure}
	}
	return nil
}

// outcome is the result for one file.
type outcome struct {
	path    string
	applied *fix.Applied
	created []string // names of new files in the tree
	err     error
}

// apply applies a file's fixes in memory.
func (c *fixCmd) apply(ctx context.Context, path string, settings config.Settings, maxSafety lint.Safety) outcome {
	o := outcome{path: filepath.ToSlash(path), err: ctx.Err()}
	if o.err != nil {
		return o
	}
	var failed error
	o.err = c.open(path, func(file syntax.File, known *facts.Facts) {
		o.applied, failed = fix.Apply(file, known, settings, maxSafety)
	})
	o.err = cmp.Or(o.err, failed)
	return o
}

// write writes the changed files of a batch and returns the batch. It doesn't write with --diff or
// for standard input.
func (c *fixCmd) write(ctx context.Context, some []outcome) []outcome {
	canceled := ctx.Err()
	var group sync.WaitGroup
	for i := range some {
		o := &some[i]
		o.err = cmp.Or(o.err, canceled)
		if o.err == nil && o.applied.Changed() && !c.Diff && o.path != "-" {
			group.Go(func() { o.err = files.Replace(o.path, o.applied.File.Source, o.applied.Text) })
		}
	}
	group.Wait()
	for i := range some {
		if o := &some[i]; o.err == nil && !c.Diff && o.path != "-" {
			o.err = c.create(o)
		}
	}
	return some
}

// create writes the new files that a file's findings propose. Another file's may have proposed the same.
func (c *fixCmd) create(o *outcome) error {
	for _, draft := range o.applied.NewFiles {
		_, tree := files.Locate(o.path, c.folders)
		folder, ok := tree.(*files.Tree)
		if !ok {
			continue
		}
		switch err := folder.Create(draft.Path, []byte(draft.Text)); {
		case errors.Is(err, fs.ErrExist):
		case err != nil:
			return fmt.Errorf("%s: %w", draft.Path, err)
		default:
			o.created = append(o.created, draft.Path)
		}
	}
	return nil
}

// printOutcome prints the result for a file and returns its error.
func (c *fixCmd) printOutcome(o outcome) error {
	if o.applied != nil {
		c.explain(o.path, o.applied.Rejected, o.applied.Failures)
	}
	err := o.err
	switch {
	case err != nil:
	case c.Diff:
		name := o.applied.File.Path
		_, err = fmt.Print(udiff.Unified("a/"+name, "b/"+name, string(o.applied.File.Source), string(o.applied.Text)))
		for _, draft := range o.applied.NewFiles {
			fmt.Print(udiff.Unified("/dev/null", "b/"+draft.Path, "", draft.Text))
		}
	case o.path == "-":
		_, err = os.Stdout.Write(o.applied.Text)
	case o.applied.Changed():
		_, err = fmt.Printf("%s: %s fixed\n", o.path, report.Plural(o.applied.Fixed, "finding"))
	}
	for _, name := range o.created {
		fmt.Printf("%s: created\n", name)
	}
	return err
}
