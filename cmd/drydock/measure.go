package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"
	"time"

	"github.com/drydock-dev/drydock/facts"
	"github.com/drydock-dev/drydock/files"
	"github.com/drydock-dev/drydock/fix"
	"github.com/drydock-dev/drydock/lint"
	"github.com/drydock-dev/drydock/measure"
	"github.com/drydock-dev/drydock/measured"
	"github.com/drydock-dev/drydock/report"
	"github.com/drydock-dev/drydock/syntax/dockerfile"
)

type measureCmd struct {
	inputFlags
	Base     string        `help:"Measure the suggestions of the review that merges the branch into REV." placeholder:"REV"`
	Addr     string        `help:"Address of a BuildKit. Default: Docker's builder, else a buildkitd on PATH." placeholder:"URL"`
	Timeout  time.Duration `help:"Stop after this time. What was measured until then is printed." default:"15m" placeholder:"TIME"`
	KeepFree float64       `help:"Stop when less than N GB of the disk are free." default:"5" placeholder:"N"`
	JSON     bool          `name:"json" help:"Print JSON instead of a table."`
	Figures  string        `help:"Also write the figures alone to FILE, for the workflow that posts them." placeholder:"FILE"`
	SVG      string        `name:"svg" help:"Also write a picture to FILE. Needs a single Dockerfile." placeholder:"FILE"`
}

// Run builds and starts Dockerfiles as they are and with their suggestions, and prints how they compare.
func (c *measureCmd) Run() error {
	if err := measure.Allowed(os.Getenv); err != nil {
		return err
	}
	// The first interrupt ends the measuring and prints its figures. A second one stops at once.
	interrupted, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(interrupted, stop)
	found, targets, err := c.targets(interrupted)
	if err != nil {
		return err
	}
	if n := len(found.Files) + len(targets); c.SVG != "" && n != 1 {
		return fmt.Errorf("--svg needs a single Dockerfile with suggestions, not %d", n)
	}
	if len(targets) > 0 {
		limits := measure.Limits{Time: c.Timeout, KeepFree: int64(c.KeepFree * 1e9)}
		if err := measure.Files(interrupted, c.Addr, limits, targets, &found, warn); err != nil {
			return err
		}
	}
	if err := c.write(found); err != nil {
		return err
	}
	if found.Incomplete || failed(found) {
		return exitError{code: exitFailure}
	}
	return nil
}

// failed reports whether something couldn't be measured or compared.
func failed(d measured.Details) bool {
	for _, f := range d.Files {
		if f.Problem != "" {
			return true
		}
	}
	return false
}

// targets returns the Dockerfiles to measure. In found are those that can't be.
func (c *measureCmd) targets(ctx context.Context) (found measured.Details, targets []measure.Target, err error) {
	found = measured.Details{Version: 1, Files: []measured.FileDetails{}}
	add := func(dir string, file *dockerfile.File, known *facts.Facts, plan *fix.Plan) {
		if len(plan.Suggestions) == 0 {
			warn(file.Path + ": no suggestions, so nothing is measured")
			return
		}
		project, err := measure.ProjectOf(file, known, dir)
		if onDisk, readErr := files.Read(filepath.Join(dir, filepath.FromSlash(file.Path)), c.MaxBytes); err == nil && (readErr != nil || !bytes.Equal(onDisk, file.Source)) {
			err = errors.New("the working tree has another text of it: check out the branch, without changes")
		}
		if err != nil {
			found.Files = append(found.Files, measured.FileDetails{Path: file.Path, Hash: measured.HashOfFile(file.Path, file.Source), Problem: err.Error(), Suggestions: []measured.Text{}})
			return
		}
		targets = append(targets, measure.Target{Path: file.Path, Plan: plan, Project: project})
	}
	if c.Base != "" {
		return found, targets, c.branchTargets(ctx, add)
	}
	return found, targets, c.pathTargets(add)
}

// addTarget adds a Dockerfile of a repository.
type addTarget func(dir string, file *dockerfile.File, known *facts.Facts, plan *fix.Plan)

// branchTargets adds the Dockerfiles that the branch changes, with the suggestions of its review.
func (c *measureCmd) branchTargets(ctx context.Context, add addTarget) error {
	checked, err := c.checkBranch(ctx, branchFlags{base: c.Base, config: c.Config})
	if err != nil {
		return err
	}
	for _, f := range checked.files {
		if f.Plan == nil {
			continue
		}
		if file, ok := checked.known.Head.Parse(f.Path, f.Path, f.Plan.File.Source).(*dockerfile.File); ok {
			add(checked.dir, file, checked.known.Head, f.Plan)
		}
	}
	return nil
}

// pathTargets adds the Dockerfiles that the arguments select, with all suggestions.
func (c *measureCmd) pathTargets(add addTarget) error {
	settings, err := c.settings()
	if err != nil {
		return err
	}
	paths, err := c.find(settings)
	if err != nil {
		return err
	}
	for _, name := range paths {
		source, err := files.Read(name, c.MaxBytes)
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		place, err := findPlace(name, true)
		if err != nil {
			return err
		}
		file, ok := place.known.Parse(filepath.ToSlash(name), place.name, source).(*dockerfile.File)
		if !ok {
			continue
		}
		if file.Err != nil {
			return fmt.Errorf("%s: %w", name, file.Err)
		}
		plan := fix.New(file, place.known, settings, lint.Review)
		c.explain(name, plan.Rejected, plan.Failures)
		add(place.dir, file, place.known, plan)
	}
	return nil
}

// write prints what was measured and writes the files that were asked for.
func (c *measureCmd) write(found measured.Details) error {
	if c.JSON {
		if err := writeIndented(os.Stdout, found); err != nil {
			return err
		}
	} else if err := report.Measured(os.Stdout, found); err != nil {
		return err
	}
	if c.Figures != "" {
		if err := writeFile("--figures", c.Figures, func(w io.Writer) error { return writeIndented(w, found.Report()) }); err != nil {
			return err
		}
	}
	if c.SVG == "" || len(found.Files) == 0 { // interrupted before the first
		return nil
	}
	return writeFile("--svg", c.SVG, func(w io.Writer) error { return report.MeasuredSVG(w, found.Files[0]) })
}

// writeIndented writes a value as JSON.
func writeIndented(w io.Writer, value any) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	return enc.Encode(value)
}

// writeFile writes the file that a flag names.
func writeFile(flag, name string, write func(io.Writer) error) error {
	f, err := os.Create(name)
	if err != nil {
		return fmt.Errorf("%s: %s: %w", flag, name, files.PlainError(err))
	}
	defer f.Close()
	if err := write(f); err != nil {
		return fmt.Errorf("%s: %s: %w", flag, name, err)
	}
	return f.Close()
}
