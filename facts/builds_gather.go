package facts

import (
	"bytes"
	"cmp"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/drydock-dev/drydock/kinds"
	"github.com/drydock-dev/drydock/syntax"
	"github.com/drydock-dev/drydock/syntax/bake"
	"github.com/drydock-dev/drydock/syntax/shell"
)

// This file finds and reads the files that build images, and resolves the paths that they name.

// Limits of the search: the folders and files of the tree that are listed, the files that are read,
// and the bytes of each.
const (
	maxListed   = 20_000
	maxBuilders = 48
	maxBuilder  = 128 << 10
)

// project returns what the tree's files build. They are read once for a tree.
func (known *Facts) project() *project {
	if known.Tree == nil {
		return &project{}
	}
	return known.remember("project", func() any {
		g := &gatherer{tree: known.Tree, images: map[string]bool{}, texts: map[string][]byte{}}
		g.gather(BuilderFiles(known.Tree))
		slices.SortStableFunc(g.builds, func(a, b Build) int { return cmp.Or(cmp.Compare(a.Path, b.Path), cmp.Compare(a.Line, b.Line)) })
		found := &project{builds: g.builds, byFile: map[string][]Build{}, images: g.images}
		for _, b := range g.builds {
			if b.Dockerfile != "" {
				found.byFile[b.Dockerfile] = append(found.byFile[b.Dockerfile], b)
			}
		}
		return found
	}).(*project)
}

// BuilderFiles returns the files of a tree that may say how images are built, those that most often do
// first. They are at most as many as are read.
func BuilderFiles(tree fs.FS) (files []string) {
	listed := 0
	_ = fs.WalkDir(tree, ".", func(name string, entry fs.DirEntry, err error) error {
		listed++
		switch {
		case listed > maxListed:
			return fs.SkipAll
		case err != nil && entry != nil && entry.IsDir():
			return fs.SkipDir
		case err != nil:
			return nil
		case entry.IsDir() && slices.Contains([]string{".git", "node_modules", "vendor"}, entry.Name()):
			return fs.SkipDir
		case entry.Type().IsRegular() && builderRank(name) > 0:
			files = append(files, name)
		}
		return nil
	})
	slices.SortStableFunc(files, func(a, b string) int {
		return cmp.Or(cmp.Compare(builderRank(a), builderRank(b)), cmp.Compare(strings.Count(a, "/"), strings.Count(b, "/")))
	})
	return files[:min(maxBuilders, len(files))]
}

// builderRank orders files by how likely they say how images are built, 1 first; 0 is for those that don't.
func builderRank(name string) int {
	if bake.Is(name) {
		return 1
	}
	if kind, known := kinds.Of(name); known {
		return builderKinds[kind]
	}
	switch {
	case path.Ext(name) == ".hcl":
		return 3
	case path.Base(name) == "package.json":
		return 6
	}
	return 0
}

var builderKinds = map[syntax.Kind]int{syntax.Compose: 2, syntax.Workflow: 3, syntax.Makefile: 4, syntax.ShellScript: 5}

// gatherer reads the files of a tree that build images.
type gatherer struct {
	tree   fs.FS
	builds []Build
	images map[string]bool
	texts  map[string][]byte // of files that were read, nil for one that can't be
}

// gather reads files and adds what they build.
func (g *gatherer) gather(names []string) {
	bakes := map[string][]string{} // by folder
	c := newComposeReader(g)
	for _, name := range names {
		kind, known := kinds.Of(name)
		switch {
		case bake.Is(name):
			bakes[path.Dir(name)] = append(bakes[path.Dir(name)], name)
		case path.Ext(name) == ".hcl":
			g.bake(name)
		case path.Base(name) == "package.json":
			g.packageScripts(name)
		case known && kind == syntax.Compose:
			c.add(name)
		case known:
			g.scripts(name, kind)
		}
	}
	for _, files := range bakes {
		slices.SortFunc(files, func(a, b string) int { return cmp.Compare(bake.Order(a), bake.Order(b)) })
		g.bake(files...)
	}
}

// read returns the text of a file, nil if it can't be read or is too long.
func (g *gatherer) read(name string) []byte {
	if text, known := g.texts[name]; known {
		return text
	}
	if len(g.texts) < 2*maxBuilders {
		g.texts[name] = readText(g.tree, name)
	}
	return g.texts[name]
}

// readText returns the text of a file of a tree, nil if it can't be read, is no text or is too long.
func readText(tree fs.FS, name string) []byte {
	f, err := tree.Open(name)
	if err != nil {
		return nil
	}
	defer f.Close()
	if info, err := f.Stat(); err != nil || !info.Mode().IsRegular() || info.Size() > maxBuilder {
		return nil
	}
	text, err := io.ReadAll(io.LimitReader(f, maxBuilder+1))
	if err != nil || len(text) > maxBuilder || bytes.IndexByte(text, 0) >= 0 {
		return nil
	}
	return text
}

// publish adds the names of images that the repository makes.
func (g *gatherer) publish(names ...string) {
	for _, name := range names {
		if repository := repositoryOf(name); repository != "" {
			g.images[repository] = true
		}
	}
}

// described is a build as a file describes it: paths as written.
type described struct {
	Build
	// from are the folders of the tree that the paths may be relative to.
	from []string
	// dir is the folder of the call relative to those, as in [shell.Call].
	dir                 string
	context, dockerfile string
	// inContext says that the Dockerfile is relative to the context, not to the call.
	inContext bool
}

// add adds a build for each folder that it may be meant from and in which its Dockerfile exists, or for
// each at all if it exists in none. A build whose Dockerfile isn't known still names tags and contexts.
func (g *gatherer) add(d described) {
	g.publish(d.Tags...)
	if !g.addFrom(d, true) && !g.addFrom(d, false) {
		g.builds = append(g.builds, d.Build)
	}
}

// addFrom is add for the folders in which the Dockerfile exists, or may be. It reports whether there is one.
func (g *gatherer) addFrom(d described, exists bool) (found bool) {
	for _, from := range d.from {
		dir := shell.Below("//"+from, d.dir)
		context := d.context
		if !isRemote(context) {
			context = shell.Below(dir, context)
		}
		file := shell.Below(dir, d.dockerfile)
		if d.inContext {
			file = shell.Below(context, d.dockerfile)
		}
		if isRemote(d.context) && d.inContext {
			continue // its Dockerfile is elsewhere too
		}
		b := d.Build
		if b.Dockerfile = inside(file); b.Dockerfile == "" || exists && !g.isFile(b.Dockerfile) {
			continue
		}
		b.Context = g.folder(context)
		if !slices.ContainsFunc(g.builds, func(o Build) bool {
			return o.Dockerfile == b.Dockerfile && o.Context == b.Context && o.Path == b.Path && o.Line == b.Line
		}) || b.Service != nil {
			g.builds = append(g.builds, b)
		}
		found = true
	}
	return found
}

// isRemote reports whether a context is fetched from elsewhere: a URL, or a repository of git's.
func isRemote(context string) bool {
	return strings.Contains(context, "://") || strings.HasPrefix(context, "git@") || strings.HasPrefix(context, "github.com/") || context == "-"
}

// inside returns a path in the tree, "" for any other. A path that leaves the tree and comes back is
// inside: the tree may be a folder of a larger repository.
func inside(name string) string {
	name, ok := strings.CutPrefix(name, "//")
	if !ok || strings.Contains(name, "$") {
		return ""
	}
	above := strings.Count(name, "../")
	if strings.HasPrefix(name, "../") {
		parts := strings.Split(name, "/")
		if len(parts) <= 2*above {
			return ""
		}
		name = strings.Join(parts[2*above:], "/")
	}
	if !fs.ValidPath(name) {
		return ""
	}
	return name
}

// isFile reports whether the tree has a file of this name.
func (g *gatherer) isFile(name string) bool {
	info, err := fs.Stat(g.tree, name)
	return err == nil && info.Mode().IsRegular()
}

// folder returns the path of a folder that exists in the tree, "" for any other.
func (g *gatherer) folder(name string) string {
	name, ok := strings.CutPrefix(name, "//")
	if name = cmp.Or(name, "."); !ok || !fs.ValidPath(name) {
		return ""
	}
	if info, err := fs.Stat(g.tree, name); err != nil || !info.IsDir() {
		return ""
	}
	return name
}
