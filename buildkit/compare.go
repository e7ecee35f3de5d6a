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
	digest "github.com/opencontainers/go-digest"
	ocispecs "github.com/opencontainers/image-spec/specs-go/v1"

	"github.com/drydock-dev/drydock/syntax/dockerfile"
)

// Change says how much the builds of a changed file differ from the original's.
type Change int

// The changes, smallest first.
const (
	SameBuild  Change = iota // every target has the same graph and configuration
	SameLayers               // only configurations differ
	NewLayers                // a graph differs, or the builds couldn't be compared
	Unbuilt                  // BuildKit doesn't build this kind of file; it loads as before
)

func (c Change) String() string {
	return []string{"same-build", "same-layers", "new-layers", "loads"}[c]
}

// maxTargets is how many targets a comparison converts at most. Each conversion reads the whole
// file.
const maxTargets = 32

// Compare says how a changed file's builds differ from the original's. Both must have been converted
// without error.
//
// It compares what BuildKit would execute and the image configuration that it would write, for the
// last stage and every named one. It ignores the image's history, which repeats the Dockerfile's
// wording. Builds must be the same with the default values of ARGs and with other values.
func Compare(original, changed *Result) Change {
	if original.file.SameWords(changed.file) {
		return SameBuild
	}
	return compareBuilds(original, changed)
}

// compareBuilds is Compare without its shortcut for files with the same words.
func compareBuilds(original, changed *Result) Change {
	targets := original.targets()
	if !slices.Equal(targets, changed.targets()) || len(targets) > maxTargets {
		return NewLayers
	}
	if original.showsOtherLayers(changed) {
		return NewLayers // the common case, and cheaper to see here than in the graphs
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

// compareWithArguments compares builds in which every ARG gets another value. If the original can't
// be built that way, the comparison doesn't count.
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

// arguments returns a value for each ARG in a file, except BuildKit's own. The value is a number,
// which works everywhere, and an unlikely default.
func arguments(f *dockerfile.File) map[string]string {
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

// targets returns the possible targets of a build: "" for the last stage, and all named stages.
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

// showsOtherLayers reports whether the last stages' images are enough to see that the layers differ:
// they have different base images or run different commands.
func (r *Result) showsOtherLayers(changed *Result) bool {
	a, b := r.image(), changed.image()
	return a != nil && b != nil && (!slices.Equal(bases(a), bases(b)) || !slices.Equal(runs(a), runs(b)))
}

// image returns the converted last stage, nil after Release.
func (r *Result) image() *dockerfile2llb.Result {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.final
}

// bases returns the layers of the last stage's base image, nil for scratch. The resolver derives
// them from the image's name.
func bases(final *dockerfile2llb.Result) []digest.Digest {
	if final.BaseImage == nil {
		return nil
	}
	return final.BaseImage.RootFS.DiffIDs
}

// runs returns what the last stage's RUN instructions execute, according to the image's history. A
// RUN with ARGs in force is "" here: the history lists the ARGs in file order, which doesn't affect
// what is executed.
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

// output is what BuildKit would build for a target.
type output struct {
	ops    [][]byte // marshalled operations, in graph order
	config []byte   // JSON of the configuration
}

// change says how another output differs from this one.
func (o output) change(other output) Change {
	switch {
	case !slices.EqualFunc(o.ops, other.ops, bytes.Equal):
		return NewLayers
	case !bytes.Equal(o.config, other.config):
		return SameLayers
	}
	return SameBuild
}

// output returns a target's output for some values of ARGs. It makes each output only once.
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

// makeOutput converts a target with some values of ARGs.
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
	// Without a fixed id, a local source marshals differently each time.
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
