package main

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"sync"
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
	m := measure.Project{Source: source, Edited: p.test.Edit, Volumes: p.test.Volumes, KeepCache: cap(w.builds) > 1}
	o.take(w.builder.Measure(ctx, w.starter, m, distinct(texts)), texts)
	if o.wrong() == "" && o.Missing == "" && ctx.Err() == nil {
		o.keep(kept)
	}
	return nil
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

// key tells measurements apart: other files, texts or base images are measured again.
func (p *project) key(texts [][]byte, images map[string]*measure.Image) string {
	digests := map[string]string{}
	for name, image := range images {
		digests[name] = image.Digest.String()
	}
	text, _ := json.Marshal([]any{p.files, p.test, texts, digests}) // plain data
	return fmt.Sprintf("%x", sha256.Sum256(text))[:16]
}
