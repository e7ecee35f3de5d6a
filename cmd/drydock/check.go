package main

import (
	"fmt"
	"iter"
	"os"
	"slices"

	"github.com/drydock-dev/drydock/files"
	"github.com/drydock-dev/drydock/fix"
	"github.com/drydock-dev/drydock/lint"
	"github.com/drydock-dev/drydock/measured"
	"github.com/drydock-dev/drydock/report"
)

type checkCmd struct {
	inputFlags
	Format      string `help:"Output format: ${formats}." default:"text" placeholder:"NAME"`
	Suggestions bool   `help:"Also look for suggestions." default:"true" negatable:""`
	Figures     string `help:"Adds to the JSON what drydock measure wrote to FILE with its --figures." placeholder:"FILE"`
	FailOn      string `help:"Exit with 1 if there are findings of this severity or higher: info, warning, error; none: never." placeholder:"SEVERITY"`
}

// Run reports findings and suggestions.
func (c *checkCmd) Run() error {
	if err := report.CheckFormat(c.Format); err != nil {
		return err
	}
	settings, err := c.settings()
	if err != nil {
		return err
	}
	threshold, err := failOn(c.FailOn, settings)
	if err != nil {
		return err
	}
	look := suggesting(lint.Review)
	if !c.Suggestions {
		look = fix.Findings
	}
	figures, err := readFigures(c.Figures)
	if err != nil {
		return err
	}
	found, err := c.look(settings, look)
	if err != nil {
		return err
	}
	var v verdict
	if err := report.Write(os.Stdout, c.Format, v.watch(withFigures(found, figures))); err != nil {
		return err
	}
	return v.err(threshold)
}

// readFigures reads the file with what was measured, nil for no file.
func readFigures(name string) (*measured.Report, error) {
	if name == "" {
		return nil, nil
	}
	f, err := os.Open(name)
	if err != nil {
		return nil, fmt.Errorf("--figures: %s: %w", name, files.PlainError(err))
	}
	defer f.Close()
	figures, err := measured.Decode(f)
	if err != nil {
		return nil, fmt.Errorf("--figures: %s: %w", name, err)
	}
	return figures, nil
}

// withFigures yields the files with what was measured.
func withFigures(files iter.Seq[report.File], figures *measured.Report) iter.Seq[report.File] {
	return func(yield func(report.File) bool) {
		for f := range files {
			f.Figures = figures
			if !yield(f) {
				return
			}
		}
	}
}

// verdict decides the exit code of a report.
type verdict struct {
	counts report.Counts
	failed bool // a file couldn't be read, or Drydock failed on it
}

// watch yields the files and adds each to the verdict.
func (v *verdict) watch(files iter.Seq[report.File]) iter.Seq[report.File] {
	return func(yield func(report.File) bool) {
		for f := range files {
			v.add(f)
			if !yield(f) {
				return
			}
		}
	}
}

func (v *verdict) add(f report.File) {
	v.counts.Add(f)
	v.failed = v.failed || f.Err != nil || slices.ContainsFunc(f.Findings(), func(f lint.Finding) bool { return f.Rule.ID == "internal-error" })
}

// err returns an error with the exit code: 2 for a failure, 1 for findings at or above the
// threshold, else none. Its text is empty because the report already says what happened.
func (v *verdict) err(threshold lint.Severity) error {
	switch {
	case v.failed:
		return exitError{code: exitFailure}
	case threshold != lint.Off && v.counts.Worst() >= threshold:
		return exitError{code: exitFindings}
	}
	return nil
}
