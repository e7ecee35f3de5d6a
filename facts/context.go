package facts

import (
	"errors"
	"io/fs"
	"path"
	"strings"

	"github.com/moby/patternmatcher"
	"github.com/moby/patternmatcher/ignorefile"

	"github.com/drydock-dev/drydock/effects"
	"github.com/drydock-dev/drydock/syntax/dockerfile"
)

// IsMissing reports whether the tree has no file or folder with this name.
func (known *Facts) IsMissing(name string) bool {
	_, err := fs.Stat(known.Tree, name)
	return errors.Is(err, fs.ErrNotExist)
}

// ContextAt returns a folder of the tree as a build context, without the files that its
// `.dockerignore` excludes. It returns nil if that can't be read.
func (known *Facts) ContextAt(file *dockerfile.File, root string) *effects.Context {
	return known.contexts.Get(file.Path+"\x00"+root, func() *effects.Context {
		sub, err := fs.Sub(known.Tree, root)
		if err != nil {
			return nil
		}
		ignored, err := known.ignoredBelow(file, root)
		if err != nil {
			return nil
		}
		return effects.NewContext(sub, ignored)
	})
}

// ignoredBelow returns the patterns of the `.dockerignore` that applies to a folder of the
// tree, nil without one.
func (known *Facts) ignoredBelow(file *dockerfile.File, root string) (*patternmatcher.PatternMatcher, error) {
	for _, name := range []string{file.Path + ".dockerignore", path.Join(root, ".dockerignore")} {
		if ignored, err := known.ReadIgnore(name); ignored != nil || err != nil {
			return ignored, err
		}
	}
	return nil, nil
}

// ReadIgnore returns the patterns of a `.dockerignore` of the tree, nil when there is no
// such file.
func (known *Facts) ReadIgnore(name string) (*patternmatcher.PatternMatcher, error) {
	f, err := known.Tree.Open(name)
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

// Neighbours describes a Dockerfile's folder: whether it has other files, and how many
// Dockerfiles, this one included. A folder with only Dockerfiles isn't a build context.
// Hidden files don't count: running programs create them for a moment.
type Neighbours struct {
	Others      bool
	Dockerfiles int
}

// looked is how many entries of a folder are looked at.
const looked = 16

// Beside returns what lies in the folder of a Dockerfile.
func (known *Facts) Beside(file *dockerfile.File) Neighbours {
	dir := path.Dir(file.Path)
	return known.neighbours.Get(dir, func() (found Neighbours) {
		entries, err := fs.ReadDir(known.Tree, dir)
		if err != nil {
			return found
		}
		for _, e := range entries[:min(looked, len(entries))] {
			switch {
			case strings.HasPrefix(e.Name(), "."):
			case dockerfile.Is(e.Name()):
				found.Dockerfiles++
			default:
				found.Others = true
			}
		}
		return found
	})
}

// ReadInContext returns a file from what may be the build context, nil if it isn't there.
func (known *Facts) ReadInContext(file *dockerfile.File, name string) []byte {
	if known.Tree == nil {
		return nil
	}
	for _, root := range ContextRoots(file) {
		full := path.Join(root, strings.TrimPrefix(path.Clean("/"+name), "/"))
		if text, err := fs.ReadFile(known.Tree, full); err == nil {
			return text
		}
	}
	return nil
}

// BuildContext returns the files of the build context and its folder in the repository. Of the
// possible folders (the Dockerfile's own, the root), that is the one with the most copied sources.
// It returns nil when neither has any, or when there is no tree.
func (known *Facts) BuildContext(file *dockerfile.File) (*effects.Context, string) {
	if known.Tree == nil {
		return nil, ""
	}
	most, folder := 0, ""
	for _, root := range ContextRoots(file) {
		if n := known.countIn(file, root); n > most {
			most, folder = n, root
		}
	}
	if most == 0 {
		return nil, ""
	}
	return known.ContextAt(file, folder), folder
}

// countIn returns how many of the sources that a Dockerfile copies a folder of the tree contains.
func (known *Facts) countIn(file *dockerfile.File, folder string) (n int) {
	for _, in := range file.Instructions {
		sources, _, ok := in.Sources()
		if !ok || in.HasFlag("from") {
			continue
		}
		for _, a := range sources {
			if known.isIn(file, folder, a.Text) {
				n++
			}
		}
	}
	return n
}

// isIn reports whether a folder of the tree contains a source. A source that is the whole
// folder counts when the folder holds more than Dockerfiles.
func (known *Facts) isIn(file *dockerfile.File, root, source string) bool {
	name := path.Join(root, strings.TrimPrefix(path.Clean("/"+source), "/"))
	if dockerfile.IsWholeContext(source) {
		return known.Beside(file).Others || root != path.Dir(file.Path)
	}
	_, err := fs.Stat(known.Tree, name)
	return err == nil && fs.ValidPath(name)
}

// ContextRoots returns the folders of the tree that may be the build context: the
// Dockerfile's folder and the repository's root.
func ContextRoots(file *dockerfile.File) []string {
	if dir := path.Dir(file.Path); dir != "." {
		return []string{dir, "."}
	}
	return []string{"."}
}
