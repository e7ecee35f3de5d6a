package report

import (
	"io"
	"iter"
	"strconv"
	"strings"

	"github.com/drydock-dev/drydock/fix"
	"github.com/drydock-dev/drydock/rules"
)

// File is the result for one file.
type File struct {
	Path string // slash-separated, as the reader knows it
	Plan *fix.Plan
	// Err is why the file couldn't be checked. Then Plan is nil.
	Err error
}

// Findings returns the file's findings, none if it couldn't be checked.
func (f File) Findings() []rules.Finding {
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
		case rules.Error:
			c.Errors++
		case rules.Warning:
			c.Warnings++
		default:
			c.Infos++
		}
	}
	if f.Plan != nil {
		c.Suggestions += len(f.Plan.Suggestions)
	}
}

// Worst returns the highest severity of the findings, rules.Off if there are none.
func (c Counts) Worst() rules.Severity {
	switch {
	case c.Errors > 0:
		return rules.Error
	case c.Warnings > 0:
		return rules.Warning
	case c.Infos > 0:
		return rules.Info
	}
	return rules.Off
}

// formats maps names to writers of reports. Each writer iterates over the files once.
var formats = map[string]func(io.Writer, iter.Seq[File]) error{
	"text":       Text,
	"json":       JSON,
	"sarif":      SARIF,
	"rdjson":     RDJSON,
	"github":     Annotations,
	"gitlab":     GitLab,
	"checkstyle": Checkstyle,
	"junit":      JUnit,
}

// Formats are the format names that Write accepts.
var Formats = []string{"text", "json", "sarif", "rdjson", "github", "gitlab", "checkstyle", "junit"}

// Write writes a report in one of the Formats. It writes files as they arrive and keeps only one in
// memory. SARIF is the exception: its library writes the whole report at once.
func Write(w io.Writer, format string, files iter.Seq[File]) error {
	write, ok := formats[format]
	if !ok {
		return rules.UnknownNameError("format", format, Formats)
	}
	return write(w, files)
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
