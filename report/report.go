package report

import (
	"io"
	"iter"
	"strconv"
	"strings"

	"github.com/drydock-dev/drydock/fix"
	"github.com/drydock-dev/drydock/rules"
)

// File is what was found in one file.
type File struct {
	Path string // slash-separated, as the reader knows it
	Plan *fix.Plan
	// Err is why the file could not be looked at; then Plan is nil.
	Err error
}

// Findings returns the file's findings, none when it could not be looked at.
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

	unread int // files that could not be looked at
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

// Worst returns the highest severity among the findings, rules.Off for none.
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

// formats are the ways to write a report. Each goes through the files once.
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

// Formats are the names that Write takes.
var Formats = []string{"text", "json", "sarif", "rdjson", "github", "gitlab", "checkstyle", "junit"}

// Write writes a report in one of the Formats, file by file as they come, so
// that it holds no more than one of them; SARIF, which its library writes as a
// whole, holds the findings.
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

// sentenceList returns the parts that are not empty, separated by commas.
func sentenceList(parts ...string) string {
	var kept []string
	for _, p := range parts {
		if p != "" {
			kept = append(kept, p)
		}
	}
	return strings.Join(kept, ", ")
}
