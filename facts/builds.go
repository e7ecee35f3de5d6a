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
	"github.com/drydock-dev/drydock/syntax/compose"
	"github.com/drydock-dev/drydock/syntax/dockerfile"
	"github.com/drydock-dev/drydock/syntax/shell"
)

// This file holds who builds what in a repository: Compose and bake files, workflows, scripts, Makefiles
// and package.json. Each kind of file has its own reader beside this one.

// Build is a build of an image that a file of the repository describes.
type Build struct {
	// Dockerfile is the path in the tree, "" if it isn't known.
	Dockerfile string
	// Context is the folder in the tree that the build takes its files from, "" if it isn't known.
	Context string
	// Target is the stage to build, "" for the last one.
	Target string
	// Args are the build arguments that the caller gives. A value with a "$" isn't known.
	Args map[string]string
	// Contexts are named contexts: where the build takes the images or folders of these names from.
	Contexts map[string]string
	// Tags are the names that the image gets.
	Tags []string
	// Path and Line (1-based) are where the repository says so.
	Path string
	Line int
	// Service is the Compose service that is built, nil for another kind of build.
	Service *compose.Service
	// Inline says that Dockerfile is the Compose file which holds the Dockerfile as a text.
	Inline bool
}

// project is what a repository's files say about the images that it builds.
type project struct {
	builds []Build
	byFile map[string][]Build // by their Dockerfile
	images map[string]bool    // the repositories of the images that it builds, tags or pushes
}

// Builds returns the builds of a Dockerfile that the tree's files describe, in the order of their names.
func (known *Facts) Builds(file *dockerfile.File) []Build {
	return known.project().byFile[path.Clean(file.Path)]
}

// BuiltFiles returns the files that the repository builds as Dockerfiles, sorted, whatever their names.
func (known *Facts) BuiltFiles() (names []string) {
	for _, b := range known.project().builds {
		if b.Dockerfile != "" && !b.Inline && !known.IsMissing(b.Dockerfile) {
			names = append(names, b.Dockerfile)
		}
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// Parse parses a file as the kind that it has here: a Dockerfile if the repository builds it as one, else
// what its path says. like is the path that says it, such as the absolute one; name is the file's path in
// the tree.
func (known *Facts) Parse(like, name string, source []byte) syntax.File {
	if known.IsBuilt(name) {
		return kinds.ParseAs(syntax.Dockerfile, name, source)
	}
	return kinds.ParseLike(like, name, source)
}

// IsBuilt reports whether the repository builds a file as a Dockerfile, whatever its name.
func (known *Facts) IsBuilt(name string) bool {
	return slices.ContainsFunc(known.project().byFile[name], func(b Build) bool { return !b.Inline })
}

// PublishesImage reports whether the repository builds, tags or pushes an image of this name, in
// whatever version. Then its own commits decide what the name means, no stranger's release. It returns
// false if there is no tree.
func (known *Facts) PublishesImage(name string) bool {
	repository := repositoryOf(name)
	return repository != "" && known.project().images[repository]
}

// IsLocalImage reports whether a name in FROM or --from isn't a registry's image when this Dockerfile is
// built: a named context of its builds, or an image that the repository makes.
func (known *Facts) IsLocalImage(file *dockerfile.File, name string) bool {
	if known.PublishesImage(name) {
		return true
	}
	return slices.ContainsFunc(known.project().builds, func(b Build) bool {
		_, has := b.Contexts[name]
		return has && (b.Dockerfile == path.Clean(file.Path) || b.Dockerfile == "" || known.IsMissing(b.Dockerfile))
	})
}

// repositoryOf returns an image's name without tag and digest, as the registry calls it: `nginx`
// is docker.io/library/nginx. It returns "" where a variable hides the name.
func repositoryOf(name string) string {
	name, _, _ = strings.Cut(strings.TrimSpace(name), "@")
	folder := strings.LastIndex(name, "/") + 1
	last, _, _ := strings.Cut(name[folder:], ":")
	name = name[:folder] + last
	if strings.ContainsAny(name, "$`{") {
		return ""
	}
	return strings.TrimPrefix(strings.TrimPrefix(name, "docker.io/"), "library/")
}

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
