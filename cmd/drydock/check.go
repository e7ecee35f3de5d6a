package main

import (
	"os"
	"slices"

	"github.com/drydock-dev/drydock/fix"
	"github.com/drydock-dev/drydock/report"
	"github.com/drydock-dev/drydock/rules"
)

type checkCmd struct {
	inputFlags
	Format      string `help:"text, json, sarif, rdjson or github." default:"text" placeholder:"NAME"`
	Suggestions bool   `help:"Look for suggestions as well." default:"true" negatable:""`
	FailOn      string `help:"Exit with 1 at findings of this severity: info, warning, error or none." placeholder:"SEVERITY"`
}

// Run shows findings and suggestions.
func (c *checkCmd) Run() error {
	if !slices.Contains(report.Formats, c.Format) {
		return rules.UnknownNameError("format", c.Format, report.Formats)
	}
	settings, err := c.settings()
	if err != nil {
		return err
	}
	threshold, err := failOn(c.FailOn, settings)
	if err != nil {
		return err
	}
	look := suggesting(rules.Review)
	if !c.Suggestions {
		look = fix.Findings
	}
	files, err := c.look(settings, look)
	if err != nil {
		return err
	}
	if err := report.Write(os.Stdout, c.Format, files); err != nil {
		return err
	}
	return verdict(files, threshold)
}

// verdict returns the error that ends the program with the right exit code:
// 2 where a file could not be read or Drydock failed on it, 1 for findings at
// the threshold, else none. What happened has been reported already.
func verdict(files []report.File, threshold rules.Severity) error {
	for _, f := range files {
		if f.Err != nil || slices.ContainsFunc(f.Findings(), func(f rules.Finding) bool { return f.Rule.ID == "internal-error" }) {
			return exitError{code: exitFailure}
		}
	}
	if threshold != rules.Off && report.Worst(files) >= threshold {
		return exitError{code: exitFindings}
	}
	return nil
}
