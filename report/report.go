package report

import (
	"io"
	"iter"
	"slices"
	"strconv"
	"strings"

	"github.com/drydock-dev/drydock/fix"
	"github.com/drydock-dev/drydock/lint"
	"github.com/drydock-dev/drydock/measured"
)

// File is the result for one file.
type File struct {
	Path string // slash-separated, as the reader knows it
	Plan *fix.Plan
	// Err is why the file couldn't be checked. Then Plan is nil.
	Err error
	// Figures are what was measured, nil for nothing.
	Figures *measured.Report
}

// measured returns what was measured of a suggestion, nil for nothing. A plan's file has the name in the
// repository, which figures go by.
func (f File) measured(s fix.Suggestion) *measured.Comparison {
	if c, ok := f.Figures.Suggestion(f.Plan.File.Path, f.Plan.File.Source, s); ok {
		return &c
	}
	return nil
}

// Findings returns the file's findings, none if it couldn't be checked.
func (f File) Findings() []lint.Finding {
	if f.Plan == nil {
		return nil
	}
	return f.Plan.Findings
}

// Counts sums up a report.
type Counts struct {
	Files       int `json:"files"`
	Findings    int `json:"findings"`
	Errors      int `json:"errors"`
	Warnings    int `json:"warnings"`
	Infos       int `json:"infos"`
	Suggestions int `json:"suggestions"`

	unread int // files that couldn't be checked
}

// Count sums up files.
func Count(files ...File) Counts {
	var c Counts
	for _, f := range files {
		c.Add(f)
	}
	return c
}

// Add counts one more file.
func (c *Counts) Add(f File) {
	c.Files++
	if f.Err != nil {
		c.unread++
	}
	for _, finding := range f.Findings() {
		c.Findings++
		switch finding.Severity {
		case lint.Error:
			c.Errors++
		case lint.Warning:
			c.Warnings++
		default:
			c.Infos++
		}
	}
	if f.Plan != nil {
		c.Suggestions += len(f.Plan.Suggestions)
	}
}

// Worst returns the highest severity of the findings, lint.Off if there are none.
func (c Counts) Worst() lint.Severity {
	switch {
	case c.Errors > 0:
		return lint.Error
	case c.Warnings > 0:
		return lint.Warning
	case c.Infos > 0:
		return lint.Info
	}
	return lint.Off
}

// format is a way to write a report.
type format struct {
	name string
	// write iterates over the files once.
	write func(io.Writer, iter.Seq[File]) error
}

// formats are all formats, in the order in which people read of them.
var formats = []format{
	{"text", Text},
	{"json", JSON},
	{"sarif", SARIF},
	{"rdjson", RDJSON},
	{"github", Annotations},
	{"gitlab", GitLab},
	{"checkstyle", Checkstyle},
	{"junit", JUnit},
}

// Formats returns the names of the formats that Write accepts.
func Formats() []string {
	names := make([]string, 0, len(formats))
	for _, f := range formats {
		names = append(names, f.name)
	}
	return names
}

// CheckFormat returns an error if there is no format with that name.
func CheckFormat(name string) error {
	if !slices.Contains(Formats(), name) {
		return lint.UnknownNameError("format", name, Formats())
	}
	return nil
}

// Write writes a report in one of the [Formats]. It writes files as they arrive and keeps only one in
// memory. SARIF is the exception: its library writes the whole report at once.
func Write(w io.Writer, format string, files iter.Seq[File]) error {
	if err := CheckFormat(format); err != nil {
		return err
	}
	return formats[slices.Index(Formats(), format)].write(w, files)
}

// Plural returns "1 file", "2 files".
func Plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return strconv.Itoa(n) + " " + noun + "s"
}

// sentenceList joins the non-empty parts with commas.
func sentenceList(parts ...string) string {
	var kept []string
	for _, p := range parts {
		if p != "" {
			kept = append(kept, p)
		}
	}
	return strings.Join(kept, ", ")
}
