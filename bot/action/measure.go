package action

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/drydock-dev/drydock/bot/github"
	"github.com/drydock-dev/drydock/bot/review"
	"github.com/drydock-dev/drydock/facts"
	"github.com/drydock-dev/drydock/fix"
	"github.com/drydock-dev/drydock/measure"
	"github.com/drydock-dev/drydock/measured"
	"github.com/drydock-dev/drydock/report"
)

// Measurer builds and starts Dockerfiles, as they are and with suggestions.
type Measurer interface {
	// Measure measures the Dockerfiles of a checkout. If the context ends early, it returns what was measured
	// until then, in a report that is incomplete. notes say what wasn't measured and why, a line each. With an
	// error, nothing was measured.
	Measure(ctx context.Context, c Checkout) (r *measured.Report, notes []string, err error)
}

// Checkout is a change's files on the disk, and the Dockerfiles to measure there.
type Checkout struct {
	Dir         string
	Known       *facts.Facts // of the change's head
	Dockerfiles []Dockerfile
	// Tell is called with a line about what is done.
	Tell func(what string)
}

// Dockerfile is a Dockerfile with the suggestions that the review shows.
type Dockerfile struct {
	Path string // in the repository
	Plan *fix.Plan
}

const (
	// maxMeasuring is the longest that measure-timeout may be: GitHub ends a job after six hours.
	maxMeasuring = 6 * time.Hour
	// finishing is how long the run may take after an interruption to say what was measured. GitHub kills a
	// job ten seconds after it was cancelled.
	finishing = 8 * time.Second
)

// measuring is what the inputs say about figures.
type measuring struct {
	on      bool
	timeout time.Duration
	output  string // the file to write them to, "" for none
	figures string // the file to read them from, "" for none
}

// readMeasuring reads the inputs about figures. It refuses events on which a build would run a
// stranger's code with the repository's rights.
func (r *run) readMeasuring() (m measuring, err error) {
	m = measuring{on: r.GetInput("measure") == "true", output: r.GetInput("measure-file"), figures: r.GetInput("figures")}
	if !m.on {
		return m, nil
	}
	if err := measure.Allowed(r.Config.Getenv); err != nil {
		return m, err
	}
	m.timeout, err = measure.DefaultTime, nil
	if timeout := r.GetInput("measure-timeout"); timeout != "" {
		m.timeout, err = time.ParseDuration(timeout)
	}
	switch {
	case err != nil || m.timeout <= 0 || m.timeout > maxMeasuring:
		return m, fmt.Errorf("measure-timeout: %q is not a time up to %v, such as 15m", r.GetInput("measure-timeout"), maxMeasuring)
	case m.figures != "":
		return m, errors.New("measure and figures: a run either measures or reads what another run measured")
	case m.output != "" && !filepath.IsLocal(m.output):
		return m, fmt.Errorf("measure-file: %q is not a path in the workspace", m.output)
	}
	return m, r.writeFigures(m.output, &measured.Report{}) // whatever happens, the next step finds a file
}

// measure builds and starts what the review has suggestions for, and completes the review by edits.
func (r *run) measure(ctx context.Context, pr *github.PullRequest, files []review.File) error {
	if !r.measuring.on {
		return nil
	}
	checkout, notes := r.checkout(files)
	r.figures = &measured.Report{Files: []measured.File{}}
	if len(checkout.Dockerfiles) > 0 {
		r.Infof("drydock: measuring %s, for at most %v", report.Plural(len(checkout.Dockerfiles), "Dockerfile"), r.measuring.timeout)
		limited, cancel := context.WithTimeoutCause(ctx, r.measuring.timeout, fmt.Errorf("the time limit of %v is over", r.measuring.timeout))
		measuredNow, more, err := r.Measurer.Measure(limited, checkout)
		cancel()
		notes = append(notes, more...)
		if err != nil {
			notes = append(notes, "Not measured: "+oneLine(err.Error()))
		} else {
			r.figures = measuredNow
		}
	}
	r.figures.Head = r.subject.head
	if err := r.writeFigures(r.measuring.output, r.figures); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), finishing)
	defer cancel()
	if r.hasPullRequest() && len(r.figures.Files) > 0 {
		if err := r.complete(ctx, pr, files); err != nil {
			return err
		}
	}
	r.reportFigures(files, notes)
	return nil
}

func oneLine(text string) string { return strings.ReplaceAll(strings.TrimSpace(text), "\n", "; ") }

// checkout returns what to measure in the workspace. notes say why something isn't measured.
func (r *run) checkout(files []review.File) (c Checkout, notes []string) {
	c = Checkout{Dir: r.Config.Getenv("GITHUB_WORKSPACE"), Known: r.known, Tell: func(what string) { r.Infof("drydock: %s", sanitize(what)) }}
	root, err := os.OpenRoot(c.Dir)
	if err != nil {
		return c, []string{"Not measured: the workspace can't be read. Is GITHUB_WORKSPACE set?"}
	}
	defer root.Close()
	if holdsToken(root) {
		return c, []string{"Not measured: the checkout holds the job's token, and builds would see it. Give `actions/checkout` the input `persist-credentials: false`."}
	}
	for _, f := range files {
		shown := f.Shown()
		if !f.IsDockerfile() || len(shown.Suggestions) == 0 {
			continue
		}
		text, err := readFile(root, f.Path)
		switch {
		case err != nil:
			notes = append(notes, "Not measured: "+report.Code(f.Path)+", because the workspace doesn't have it. Add a step with `actions/checkout`.")
			continue
		case !bytes.Equal(text, f.Plan.File.Source):
			notes = append(notes, "Not measured: "+report.Code(f.Path)+", because the workspace has another text of it. Give `actions/checkout` the pull request's head as `ref`.")
			continue
		}
		c.Dockerfiles = append(c.Dockerfiles, Dockerfile{f.Path, shown})
	}
	return c, notes
}

// holdsToken reports whether a checkout has kept the token that it was made with, as actions/checkout does by
// default. A build's context may have that file.
func holdsToken(root *os.Root) bool {
	text, err := readFile(root, ".git/config")
	return err == nil && bytes.Contains(bytes.ToLower(text), []byte("extraheader"))
}

// readFile reads a file up to the size limit of a report.
func readFile(root *os.Root, name string) ([]byte, error) {
	f, err := root.Open(filepath.FromSlash(name))
	if err != nil {
		return nil, err
	}
	defer f.Close()
	if info, err := f.Stat(); err != nil || !info.Mode().IsRegular() {
		return nil, errors.New("not a regular file")
	}
	return io.ReadAll(io.LimitReader(f, measured.MaxBytes+1))
}

// writeFigures writes figures to a file of the workspace; "" means none. The checkout may be a stranger's: a link
// that it has under this name isn't followed.
func (r *run) writeFigures(name string, figures *measured.Report) error {
	if name == "" {
		return nil
	}
	figures.Version = 1
	root, err := os.OpenRoot(r.Config.Getenv("GITHUB_WORKSPACE"))
	if err == nil {
		defer root.Close()
		_ = root.Remove(name) // it may not be there
		var f *os.File
		if f, err = root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644); err == nil {
			_, err = f.Write(figures.Encode())
			err = errors.Join(err, f.Close())
		}
	}
	if err != nil {
		return fmt.Errorf("measure-file: %w", err)
	}
	return nil
}

// readFigures reads the figures that another run measured, as hostile. note says why they aren't used, "" if
// they are.
func (r *run) readFigures() (note string) {
	if r.measuring.figures == "" {
		return ""
	}
	note = "The figures of the pull request's own run aren't used: "
	name := r.measuring.figures
	if !filepath.IsAbs(name) {
		name = filepath.Join(r.Config.Getenv("GITHUB_WORKSPACE"), name)
	}
	info, err := os.Lstat(name)
	if err != nil || !info.Mode().IsRegular() {
		return note + "there's no such file."
	}
	f, err := os.Open(name)
	if err != nil {
		return note + "the file can't be read."
	}
	defer f.Close()
	figures, err := measured.Decode(f)
	switch {
	case err != nil:
		return note + err.Error() + "."
	case figures.Head != r.subject.head:
		return note + "they're for another commit."
	}
	figures.Reported = true
	r.figures = figures
	return ""
}

// findPullRequest finds the open pull request whose head the other workflow ran for. It's false if there is
// none, because it was closed or has a newer head.
func (r *run) findPullRequest(ctx context.Context, client *github.Client) (bool, error) {
	head, ok, err := client.HeadAt(ctx, r.subject.pushed.owner, r.subject.pushed.branch, r.subject.pushed.sha)
	if err != nil {
		return false, err
	}
	if !ok {
		r.Infof("drydock: no open pull request has the head %.7s: nothing to do", sanitize(r.subject.pushed.sha))
		r.setOutputs(0, 0, "")
		return false, nil
	}
	r.subject = &subject{number: head.Number, base: head.BaseSHA, head: head.HeadSHA, settings: head.BaseSHA, what: fmt.Sprintf("pull request %d", head.Number)}
	return true, nil
}

// reportFigures tells in the job's log and summary what was measured and what wasn't.
func (r *run) reportFigures(files []review.File, notes []string) {
	var figures review.Figures
	if r.figures != nil {
		figures = append(figures, r.figures)
	}
	for i, note := range notes {
		r.Infof("drydock: %s", sanitize(note))
		notes[i] = review.Markdown(note)
	}
	r.figuresText = strings.TrimSpace(review.FiguresSummary(files, figures) + "\n\n" + strings.Join(notes, "\n\n"))
	if r.figuresText == "" {
		return
	}
	withdrawn := review.Withdrawn(review.With(files, figures))
	if withdrawn > 0 {
		r.Infof("drydock: %s withdrawn: worse when built", report.Plural(withdrawn, "suggestion"))
	}
	counts := report.Count(r.found...)
	r.setOutputs(counts.Findings, counts.Suggestions-withdrawn, r.url)
	if r.Config.Getenv("GITHUB_STEP_SUMMARY") != "" {
		r.AddStepSummary(r.figuresText)
	}
}
