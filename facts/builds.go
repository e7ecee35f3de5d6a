package facts

import (
	"path"
	"slices"
	"strings"

	"github.com/drydock-dev/drydock/kinds"
	"github.com/drydock-dev/drydock/syntax"
	"github.com/drydock-dev/drydock/syntax/compose"
	"github.com/drydock-dev/drydock/syntax/dockerfile"
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
	// KeepsCaches says that the builder keeps what RUN mounts as a cache for the next build. False where
	// nothing tells.
	KeepsCaches bool
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
