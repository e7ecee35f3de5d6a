package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/drydock-dev/drydock/measure"
)

// outcome is what was measured of a project.
type outcome struct {
	project *project
	// Results are those of the Dockerfile as it is, with the safe suggestions, with all. Where two texts are the same,
	// so are the results. There is only the first if that doesn't build.
	Results []figure
	// Failure says what is wrong with the project itself: it doesn't do what its test says.
	Failure string
	// Missing says why the project can't be built on this machine.
	Missing string
}

// figure is what was measured of one text of a Dockerfile.
type figure struct {
	Same          bool // the text is that of the figure before
	Built         bool
	Err           string
	Size          int64 // bytes on disk
	Cold, Rebuild time.Duration
	Start         measure.Outcome
	Worse         string
}

// variantNames are those of an outcome's results.
var variantNames = []string{"as it is", "safe", "all"}

// take takes what was measured of distinct texts.
func (o *outcome) take(measured []measure.Result, texts [][]byte) {
	o.Results, o.Failure, o.Missing = nil, "", ""
	for i, text := range texts {
		same := i > 0 && string(text) == string(texts[i-1])
		switch {
		case same && len(o.Results) == i:
			again := o.Results[i-1]
			again.Same = true
			o.Results = append(o.Results, again)
		case len(measured) > 0:
			o.Results = append(o.Results, figureOf(measured[0]))
			measured = measured[1:]
		}
	}
	if len(o.Results) == 0 {
		return // interrupted
	}
	first := o.Results[0]
	if !first.Built && o.project.test.Needs != "" {
		o.Missing = o.project.test.Needs
		return
	}
	o.Failure = o.project.test.check(first)
	for i := range o.Results[1:] {
		if f := &o.Results[i+1]; f.Worse == "" && o.Failure == "" {
			f.Worse = o.project.test.check(*f)
		}
	}
}

func figureOf(r measure.Result) figure {
	f := figure{Built: r.Built, Size: r.Size, Cold: r.Cold, Rebuild: r.Rebuild, Start: r.Start, Worse: r.Worse}
	if r.Err != nil {
		f.Err = r.Err.Error()
	}
	return f
}

// check says what a program doesn't do that it should, "" if it does all.
func (t test) check(f figure) string {
	if f.Err != "" {
		return "it doesn't build or start: " + f.Err
	}
	if f.Start.Stays != t.Stays || f.Start.ExitCode != t.Code {
		return fmt.Sprintf("it stays: %v, exit code %d; it should be: %v, %d; output: %s", f.Start.Stays, f.Start.ExitCode, t.Stays, t.Code, lastLine(f.Start.Output))
	}
	for port, want := range t.Answers {
		if got := f.Start.Answers[port+"/tcp"]; got != want {
			return fmt.Sprintf("port %s answers %q, not %q", port, got, want)
		}
	}
	if !strings.Contains(f.Start.Output, t.Prints) {
		return fmt.Sprintf("it doesn't print %q but: %s", t.Prints, lastLine(f.Start.Output))
	}
	return ""
}

// wrong says what is wrong with an outcome, "" if nothing is.
func (o *outcome) wrong() string {
	if o.Failure != "" {
		return o.Failure
	}
	for i, r := range o.Results {
		if r.Worse != "" {
			return variantNames[i] + ": " + r.Worse
		}
	}
	return ""
}

// failures returns an error that names the projects that fail.
func failures(all []*outcome) error {
	var errs []error
	for _, o := range all {
		if wrong := o.wrong(); wrong != "" {
			errs = append(errs, fmt.Errorf("%s: %s", o.project.name, wrong))
		}
	}
	return errors.Join(errs...)
}

func lastLine(text string) string {
	lines := strings.Split(strings.TrimSpace(text), "\n")
	return lines[len(lines)-1]
}

// keep writes an outcome to a file for later runs. What can't be written is measured again.
func (o *outcome) keep(name string) {
	if text, err := json.MarshalIndent(o, "", " "); err == nil {
		_ = os.MkdirAll(filepath.Dir(name), 0o755) //nolint:gosec // nothing secret
		_ = os.WriteFile(name, text, 0o600)
	}
}
