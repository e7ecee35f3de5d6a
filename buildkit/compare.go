package buildkit

import (
	"bytes"
	"context"
	"encoding/json"
	"slices"
	"strings"

	"github.com/moby/buildkit/client/llb"
	"github.com/moby/buildkit/frontend/dockerfile/dockerfile2llb"
	ocispecs "github.com/opencontainers/image-spec/specs-go/v1"
)

// Change says how far a changed file's builds are from the original's.
type Change string

// The changes, smallest first.
const (
	SameBuild  Change = "same-build"  // graph and configuration of every target are the same
	SameLayers Change = "same-layers" // only configurations differ
	NewLayers  Change = "new-layers"  // a graph differs, or they could not be compared
)

// maxTargets bounds how many targets are converted for a comparison; each
// conversion reads the whole file.
const maxTargets = 32

// Compare says what a changed file changes of the builds of an original. Both
// must have been converted without error.
//
// Compared is what BuildKit would execute and what it would write as the
// image's configuration, for the last stage and every named one; not the
// image's history, which repeats the Dockerfile's wording.
func Compare(original, changed *Result) Change {
	targets := original.targets()
	if !slices.Equal(targets, changed.targets()) || len(targets) > maxTargets {
		return NewLayers
	}
	if a, b := original.runs(), changed.runs(); a != nil && b != nil && !slices.Equal(a, b) {
		return NewLayers // as most changes do, and this is sooner seen than by their graphs
	}
	change := SameBuild
	for _, target := range targets {
		a, err := original.output(target)
		if err != nil {
			return NewLayers
		}
		b, err := changed.output(target)
		if err != nil || !slices.EqualFunc(a.ops, b.ops, bytes.Equal) {
			return NewLayers
		}
		if !bytes.Equal(a.config, b.config) {
			change = SameLayers
		}
	}
	return change
}

// targets returns the names that a build can be asked for: "" for the last
// stage, and every stage that has a name.
func (r *Result) targets() []string {
	targets := []string{""}
	for _, s := range r.file.Stages {
		if s.Name != "" && !s.Final && !slices.Contains(targets, s.Name) {
			targets = append(targets, s.Name)
		}
		if len(targets) > maxTargets {
			break
		}
	}
	return targets
}

// runs returns what the last stage's RUN instructions execute, from the image's
// history; nil when there are none, or it is not known. Those with ARGs in force all look the same here: the history names
// them in the order of the file, which says nothing about what is executed.
func (r *Result) runs() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	var runs []string
	if r.final == nil {
		return nil
	}
	for _, h := range r.final.Image.History {
		switch {
		case strings.HasPrefix(h.CreatedBy, "RUN |"):
			runs = append(runs, "")
		case strings.HasPrefix(h.CreatedBy, "RUN "):
			runs = append(runs, h.CreatedBy)
		}
	}
	return runs
}

// output is one target as BuildKit would solve and describe it.
type output struct {
	ops    [][]byte // marshalled operations, in the graph's order
	config []byte   // JSON of the configuration
}

// output returns a target's output, made once.
func (r *Result) output(target string) (output, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if o, ok := r.outputs[target]; ok {
		return o, nil
	}
	o, err := r.makeOutput(target)
	if err == nil {
		if r.outputs == nil {
			r.outputs = map[string]output{}
		}
		r.outputs[target] = o
	}
	return o, err
}

func (r *Result) makeOutput(target string) (output, error) {
	converted := r.final
	if target != "" || converted == nil {
		var err error
		if converted, err = r.convert(target, nil); err != nil {
			return output{}, err
		}
	}
	return newOutput(converted)
}

func newOutput(converted *dockerfile2llb.Result) (output, error) {
	// Without a fixed id every marshalling of a local source differs.
	def, err := converted.State.Marshal(context.Background(), llb.LocalUniqueID("drydock"), llb.Platform(platform))
	if err != nil {
		return output{}, err
	}
	config, err := json.Marshal(struct {
		Config   any
		Platform ocispecs.Platform
	}{converted.Image.Config, converted.Image.Platform})
	return output{def.Def, config}, err
}
