package main

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/drydock-dev/drydock/facts"
	"github.com/drydock-dev/drydock/fix"
	"github.com/drydock-dev/drydock/lint"
	"github.com/drydock-dev/drydock/lint/config"
	"github.com/drydock-dev/drydock/measure"
	"github.com/drydock-dev/drydock/rules"
	"github.com/drydock-dev/drydock/syntax/dockerfile"
)

// bench measures projects.
type bench struct {
	dir, data, addr string // of the work folder, the projects and the buildkitd
	builds          turns
	making          sync.Mutex // held while base images are made
}

// worker measures one project after the other.
type worker struct {
	*bench
	builder *measure.Builder
	starter measure.Starter
	bases   *bases
}

func (b *bench) newWorker(ctx context.Context, number int) (*worker, error) {
	dir := filepath.Join(b.dir, fmt.Sprintf("worker-%d", number))
	if err := os.MkdirAll(dir, 0o755); err != nil { //nolint:gosec // nothing secret
		return nil, err
	}
	builder, err := measure.Open(ctx, b.addr, dir)
	if err != nil {
		return nil, err
	}
	known, err := readBases(builder, b.dir, filepath.Join(b.data, "bases.txtar"))
	if err != nil {
		return nil, errors.Join(err, builder.Close())
	}
	return &worker{b, builder, watchedStarter{measure.Runc{Dir: dir}, b.builds}, known}, nil
}

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

// measure measures projects, some at once. It returns those that it came to. The error says why none can be
// measured here.
func (b *bench) measure(ctx context.Context, projects []*project, parallel int) ([]*outcome, error) {
	all, err := b.share(ctx, projects, parallel)
	return slices.DeleteFunc(all, func(o *outcome) bool { return o == nil }), err
}

// share has workers measure projects. Where the context ends early, some outcomes are nil.
func (b *bench) share(ctx context.Context, projects []*project, parallel int) ([]*outcome, error) {
	all := make([]*outcome, len(projects))
	next := make(chan int)
	var group sync.WaitGroup
	defer group.Wait()
	defer close(next)
	for number := range parallel {
		w, err := b.newWorker(ctx, number)
		if err != nil {
			return nil, err
		}
		if number == 0 { // all projects need it
			if _, err := w.bases.make(ctx, "debian:12"); err != nil {
				return nil, errors.Join(err, w.builder.Close())
			}
		}
		group.Go(func() {
			defer w.builder.Close()
			for i := range next {
				if o := w.project(ctx, projects[i]); ctx.Err() == nil {
					all[i] = o
					fmt.Println(o.line())
				}
			}
		})
	}
	for i := range projects {
		select {
		case next <- i:
		case <-ctx.Done():
		}
	}
	return all, nil
}

// project measures a project, or reads what an earlier run has measured of the same texts.
func (w *worker) project(ctx context.Context, p *project) *outcome {
	w.builds.take()
	defer w.builds.give()
	o := &outcome{project: p}
	if err := w.measure(ctx, o); err != nil {
		o.Failure = err.Error()
	}
	return o
}

func (w *worker) measure(ctx context.Context, o *outcome) error {
	p := o.project
	folder := filepath.Join(w.dir, "projects", p.name)
	if err := p.write(folder); err != nil {
		return err
	}
	texts, err := variants(folder, p.dockerfile)
	if err != nil {
		return err
	}
	w.making.Lock()
	images, err := w.bases.of(ctx, texts...)
	w.making.Unlock()
	if err != nil {
		return err
	}
	kept := filepath.Join(w.dir, "results", p.name+"-"+p.key(texts, images)+".json")
	if text, err := os.ReadFile(kept); err == nil {
		return json.Unmarshal(text, o)
	}
	source := measure.Source{Context: folder, Bases: images, Args: p.test.Args, Uncompressed: true}
	o.take(w.builder.Measure(ctx, w.starter, measure.Project{Source: source, Edited: p.test.Edit, Volumes: p.test.Volumes}, distinct(texts)), texts)
	if o.wrong() == "" && o.Missing == "" && ctx.Err() == nil {
		o.keep(kept)
	}
	return nil
}

// keep writes an outcome to a file for later runs. What can't be written is measured again.
func (o *outcome) keep(name string) {
	if text, err := json.MarshalIndent(o, "", " "); err == nil {
		_ = os.MkdirAll(filepath.Dir(name), 0o755) //nolint:gosec // nothing secret
		_ = os.WriteFile(name, text, 0o600)
	}
}

// variants returns the texts of a Dockerfile: as it is, with the safe suggestions, with all.
func variants(folder string, text []byte) ([][]byte, error) {
	known := facts.Gather(os.DirFS(folder), nil, time.Time{}, nil)
	settings := config.Default(rules.All)
	all := [][]byte{text}
	for _, safety := range []lint.Safety{lint.Safe, lint.Review} {
		applied, err := fix.Apply(dockerfile.Parse("Dockerfile", text), known, settings, safety)
		if err != nil {
			return nil, fmt.Errorf("suggestions (%s): %w", safety, err)
		}
		all = append(all, applied.Text)
		if err := os.WriteFile(folder+"."+string(safety), applied.Text, 0o600); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// distinct returns the variants to measure: a text that is there twice is measured once.
func distinct(texts [][]byte) (all []measure.Variant) {
	for i, text := range texts {
		if i == 0 || string(text) != string(texts[i-1]) {
			all = append(all, measure.Variant{Name: variantNames[i], Text: text})
		}
	}
	return all
}

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
		return "it doesn't build or start: " + lastLine(f.Err)
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

// key tells measurements apart: other files, texts or base images are measured again.
func (p *project) key(texts [][]byte, images map[string]*measure.Image) string {
	digests := map[string]string{}
	for name, image := range images {
		digests[name] = image.Digest.String()
	}
	text, _ := json.Marshal([]any{p.files, p.test, texts, digests}) // plain data
	return fmt.Sprintf("%x", sha256.Sum256(text))[:16]
}

func onPath(program string) error {
	if _, err := exec.LookPath(program); err != nil {
		return fmt.Errorf("this needs %s on PATH", program)
	}
	return nil
}

// mayUnshare reports whether containers can be made here.
func mayUnshare() error {
	c := exec.Command("true")
	c.SysProcAttr = &syscall.SysProcAttr{Unshareflags: syscall.CLONE_NEWNS | syscall.CLONE_NEWNET | syscall.CLONE_NEWPID}
	if err := c.Run(); err != nil {
		return fmt.Errorf("this needs namespaces: %w", err)
	}
	return nil
}
