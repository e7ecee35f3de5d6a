package rules

import (
	"io/fs"
	"path"

	"github.com/moby/patternmatcher"
	"github.com/moby/patternmatcher/ignorefile"

	"github.com/drydock-dev/drydock/effects"
	"github.com/drydock-dev/drydock/memo"
	"github.com/drydock-dev/drydock/syntax"
)

// surroundings is what was read of the tree around a file. It is the same for each text
// of the file, so that those who look at several share it: see Context.Remembering.
type surroundings struct {
	services    memo.Map[[]builtService]   // by the Dockerfile that they build
	dockerfiles memo.Map[*syntax.File]     // by name, nil for one that cannot be read
	contexts    memo.Map[*effects.Context] // by Dockerfile and folder
	neighbours  memo.Map[neighbours]       // by folder
}

// Remembering returns a context that remembers what it reads of the tree: for several
// looks at files of one tree, which must not change meanwhile.
func (c Context) Remembering() Context {
	if c.around == nil {
		c.around = &surroundings{}
	}
	return c
}

// contextAt returns a folder of the tree as a build context: without the files that a
// `.dockerignore` keeps out. nil when it cannot be told which these are.
func (p *Pass) contextAt(root string) *effects.Context {
	return p.around.contexts.Get(p.File.Path+"\x00"+root, func() *effects.Context {
		sub, err := fs.Sub(p.Tree, root)
		if err != nil {
			return nil
		}
		ignored, err := p.ignoredBelow(root)
		if err != nil {
			return nil
		}
		return effects.NewContext(sub, ignored)
	})
}

// ignoredBelow returns the patterns of the `.dockerignore` that holds for a folder of the
// tree, nil without one.
func (p *Pass) ignoredBelow(root string) (*patternmatcher.PatternMatcher, error) {
	for _, name := range []string{p.File.Path + ".dockerignore", path.Join(root, ".dockerignore")} {
		if ignored, err := p.readIgnore(name); ignored != nil || err != nil {
			return ignored, err
		}
	}
	return nil, nil
}

// readIgnore returns the patterns of a `.dockerignore` of the tree, nil when there is no
// such file.
func (p *Pass) readIgnore(name string) (*patternmatcher.PatternMatcher, error) {
	f, err := p.Tree.Open(name)
	if err != nil {
		return nil, nil
	}
	defer f.Close()
	patterns, err := ignorefile.ReadAll(f)
	if err != nil {
		return nil, err
	}
	return patternmatcher.New(patterns)
}
