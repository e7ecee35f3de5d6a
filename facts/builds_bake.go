package facts

import (
	"path"

	"github.com/drydock-dev/drydock/syntax/bake"
)

// bake adds the targets of bake files that belong together. Paths are relative to where bake runs: the
// files' folder, or the repository's root. https://docs.docker.com/build/bake/reference/#targetcontext
func (g *gatherer) bake(names ...string) {
	var sources []bake.Source
	for _, name := range names {
		if text := g.read(name); text != nil {
			sources = append(sources, bake.Source{Path: name, Text: text})
		}
	}
	for _, t := range bake.Targets(sources...) {
		d := described{
			Build:   Build{Target: t.Stage, Args: t.Args, Contexts: t.Contexts, Tags: t.Tags, Path: t.Path, Line: t.Line},
			from:    []string{path.Dir(t.Path), "."},
			context: t.Context, dockerfile: t.Dockerfile, inContext: true,
		}
		if t.Inline {
			d.from = nil
		}
		g.add(d)
	}
}
