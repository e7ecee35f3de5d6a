package buildkit

import (
	"bytes"
	"context"
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"github.com/moby/buildkit/client/llb"
	"github.com/moby/buildkit/frontend/dockerfile/dockerfile2llb"
	"github.com/opencontainers/go-digest"
	ocispecs "github.com/opencontainers/image-spec/specs-go/v1"

	"github.com/drydock-dev/drydock/syntax"
)

// Change says how far a changed file's builds are from the original's.
type Change int

// The changes, smallest first.
const (
	SameBuild  Change = iota // graph and configuration of every target are the same
	SameLayers               // only configurations differ
	NewLayers                // a graph differs, or they could not be compared
	Unbuilt                  // the file is none that BuildKit builds: it loads as before
)

func (c Change) String() string {
	return []string{"same-build", "same-layers", "new-layers", "loads"}[c]
}

// maxTargets bounds how many targets are converted for a comparison; each
// conversion reads the whole file.
const maxTargets = 32

// Compare says what a changed file changes of the builds of an original. Both
// must have been converted without error.
//
// Compared is what BuildKit would execute and what it would write as the
// image's configuration, for the last stage and every named one; not the
// image's history, which repeats the Dockerfile's wording. What is the same by
// the defaults of its ARGs must be so with other values as well.
func Compare(original, changed *Result) Change {
	if original.file.SameWords(changed.file) {
		return SameBuild
	}
	return compareBuilds(original, changed)
}

// compareBuilds is Compare by what the converter makes of the files, whatever their words.
func compareBuilds(original, changed *Result) Change {
	targets := original.targets()
	if !slices.Equal(targets, changed.targets()) || len(targets) > maxTargets {
		return NewLayers
	}
	if original.showsOtherLayers(changed) {
		return NewLayers // as most changes do, and this is sooner seen than by their graphs
	}
	change := SameBuild
	for _, target := range targets {
		a, err := original.output(target, nil)
		if err != nil {
			return NewLayers
		}
		b, err := changed.output(target, nil)
		if err != nil {
			return NewLayers
		}
		if change = max(change, a.change(b)); change == NewLayers {
			return change
		}
	}
	return max(change, compareWithArguments(original, changed, targets))
}

// compareWithArguments says what changes for someone who builds with a value of
// their own for each ARG. A file that cannot be built so is not judged by it.
func compareWithArguments(original, changed *Result, targets []string) Change {
	values := arguments(original.file)
	maps.Copy(values, arguments(changed.file))
	change := SameBuild
	if len(values) == 0 {
		return change
	}
	for _, target := range targets {
		a, err := original.output(target, values)
		if err != nil {
			return change
		}
		b, err := changed.output(target, values)
		if err != nil {
			return NewLayers
		}
		change = max(change, a.change(b))
	}
	return change
}

// arguments returns a value for each ARG of a file that is none of BuildKit's
// own: a number, which fits everywhere, and that nobody has as a default.
func arguments(f *syntax.File) map[string]string {
	values := map[string]string{}
	for _, in := range f.Instructions {
		if in.Name != "ARG" {
			continue
		}
		for _, a := range in.Args {
			if name, _, _ := strings.Cut(a.Text, "="); !predefined(name) {
				values[name] = "1729"
			}
		}
	}
	return values
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

// showsOtherLayers reports whether the last stages' images tell already that their
// layers differ: they start from other images, or execute something else.
func (r *Result) showsOtherLayers(changed *Result) bool {
	a, b := r.image(), changed.image()
	return a != nil && b != nil && (!slices.Equal(bases(a), bases(b)) || !slices.Equal(runs(a), runs(b)))
}

// image returns what is known of the last stage's image, nil when it was released.
func (r *Result) image() *dockerfile2llb.Result {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.final
}

// bases returns the layers of the image that the last stage starts from, which the
// resolver makes of the image's name; nil for scratch.
func bases(final *dockerfile2llb.Result) []digest.Digest {
	if final.BaseImage == nil {
		return nil
	}
	return final.BaseImage.RootFS.DiffIDs
}

// runs returns what the last stage's RUN instructions execute, from the image's
// history. Those with ARGs in force all look the same here: the history names them in
// the order of the file, which says nothing about what is executed.
func runs(final *dockerfile2llb.Result) []string {
	var runs []string
	for _, h := range final.Image.History {
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

// change says how another output differs.
func (o output) change(other output) Change {
	switch {
	case !slices.EqualFunc(o.ops, other.ops, bytes.Equal):
		return NewLayers
	case !bytes.Equal(o.config, other.config):
		return SameLayers
	}
	return SameBuild
}

// output returns a target's output, with values for ARGs where there are any,
// made once.
func (r *Result) output(target string, values map[string]string) (output, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	key := strings.Join(append(slices.Sorted(maps.Keys(values)), target), "\x00")
	if o, ok := r.outputs[key]; ok {
		return o, nil
	}
	o, err := r.makeOutput(target, values)
	if err == nil {
		if r.outputs == nil {
			r.outputs = map[string]output{}
		}
		r.outputs[key] = o
	}
	return o, err
}

// makeOutput converts a target, with values for ARGs where there are any.
func (r *Result) makeOutput(target string, values map[string]string) (output, error) {
	converted := r.final
	if target != "" || converted == nil || values != nil {
		var err error
		if converted, err = r.convert(target, values, nil); err != nil {
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
