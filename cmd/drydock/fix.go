package main

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"iter"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"sync"
	"syscall"

	"github.com/aymanbagabas/go-udiff"

	"github.com/drydock-dev/drydock/fix"
	"github.com/drydock-dev/drydock/report"
	"github.com/drydock-dev/drydock/rules"
	"github.com/drydock-dev/drydock/syntax"
)

type fixCmd struct {
	inputFlags
	All  bool `help:"Also apply suggestions that need review."`
	Diff bool `help:"Print the changes instead of writing them."`
}

// Run applies suggestions in place. For standard input, it writes the result to standard output.
func (c *fixCmd) Run() error {
	settings, err := c.settings()
	if err != nil {
		return err
	}
	maxSafety := rules.Safe
	if c.All {
		maxSafety = rules.Review
	}
	paths, err := findFiles(c.Paths, settings)
	if err != nil {
		return err
	}
	// The first interrupt lets files in progress finish. A second one stops at once.
	interrupted, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(interrupted, stop)
	changed, failed := 0, false
	outcomes := inParallel(slices.Values(paths), func(path string) outcome { return c.mend(interrupted, path, settings, maxSafety) })
	for some := range inParallel(batches(outcomes), func(some []outcome) []outcome { return c.write(interrupted, some) }) {
		for _, o := range some {
			switch err := c.say(o); {
			case errors.Is(err, context.Canceled):
			case err != nil:
				fmt.Fprintf(os.Stderr, "drydock: %s: %v\n", o.path, err)
				failed = true
			case o.mended.Changed():
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
	path   string
	mended *fix.Mended
	err    error
}

// mend applies a file's fixes in memory.
func (c *fixCmd) mend(ctx context.Context, path string, settings rules.Settings, maxSafety rules.Safety) outcome {
	o := outcome{path: filepath.ToSlash(path), err: ctx.Err()}
	if o.err != nil {
		return o
	}
	var failed error
	o.err = c.open(path, settings, func(file *syntax.File, ctx rules.Context) {
		o.mended, failed = fix.Mend(file, ctx, maxSafety)
	})
	o.err = cmp.Or(o.err, failed)
	return o
}

// batch is how many files are written at a time. Syncing many files to disk at once takes about as
// long as syncing one.
const batch = 64

// batches yields the outcomes in slices of up to batch.
func batches(outcomes iter.Seq[outcome]) iter.Seq[[]outcome] {
	return func(yield func([]outcome) bool) {
		var some []outcome
		for o := range outcomes {
			if some = append(some, o); len(some) == batch {
				if !yield(some) {
					return
				}
				some = nil
			}
		}
		if len(some) > 0 {
			yield(some)
		}
	}
}

// write writes the changed files of a batch and returns the batch. It doesn't write with --diff or
// for standard input.
func (c *fixCmd) write(ctx context.Context, some []outcome) []outcome {
	canceled := ctx.Err()
	var group sync.WaitGroup
	for i := range some {
		o := &some[i]
		o.err = cmp.Or(o.err, canceled)
		if o.err == nil && o.mended.Changed() && !c.Diff && o.path != "-" {
			group.Go(func() { o.err = replaceFile(o.path, o.mended.File.Source, o.mended.Text) })
		}
	}
	group.Wait()
	return some
}

// say prints the result for a file and returns its error.
func (c *fixCmd) say(o outcome) error {
	if o.mended != nil {
		c.explain(o.path, o.mended.Rejected, o.mended.Failures)
	}
	err := o.err
	switch {
	case err != nil:
	case c.Diff:
		name := o.mended.File.Path
		_, err = fmt.Print(udiff.Unified("a/"+name, "b/"+name, string(o.mended.File.Source), string(o.mended.Text)))
	case o.path == "-":
		_, err = os.Stdout.Write(o.mended.Text)
	case o.mended.Changed():
		_, err = fmt.Printf("%s: %s fixed\n", o.path, report.Plural(o.mended.Gone, "finding"))
	}
	return err
}

// replaceFile replaces a file's old text with a new one. It writes a temporary file next to it and
// renames that, so the file always has one text or the other. The mode stays the same. It returns
// an error, and changes nothing, for a symbolic link or a file that no longer has the old text.
func replaceFile(path string, old, text []byte) (err error) {
	info, err := os.Lstat(path)
	if err != nil {
		return plainError(err)
	}
	if !info.Mode().IsRegular() {
		return fmt.Errorf("not a regular file; if it is a link, pass the file that it points to")
	}
	if info.Mode().Perm()&0o200 == 0 {
		return fmt.Errorf("the file is read-only")
	}
	temp, err := os.CreateTemp(filepath.Dir(path), ".drydock-*")
	if err != nil {
		return plainError(err)
	}
	defer func() {
		if err != nil {
			temp.Close()
			os.Remove(temp.Name())
			err = plainError(err)
		}
	}()
	if _, err = temp.Write(text); err != nil {
		return err
	}
	if err = temp.Chmod(info.Mode().Perm()); err != nil {
		return err
	}
	if err = temp.Sync(); err != nil {
		return err
	}
	if err = temp.Close(); err != nil {
		return err
	}
	now, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	if !bytes.Equal(now, old) {
		return fmt.Errorf("the file has changed in the meantime; run drydock again")
	}
	return os.Rename(temp.Name(), path)
}
