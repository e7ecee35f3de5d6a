package measure

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/drydock-dev/drydock/facts"
	"github.com/drydock-dev/drydock/syntax/compose"
	"github.com/drydock-dev/drydock/syntax/dockerfile"
)

// ErrContext says that it isn't known what a Dockerfile is built from. docs/build-context.md tells how to
// say it.
var ErrContext = errors.New("its build context isn't known: say it in a Compose file, a bake file, a workflow or a Makefile")

// ProjectOf returns what a Dockerfile is built from and started with, as the repository says it: the first
// build of it whose context is known, else the folder that has all that it copies. root is the tree's
// folder on disk. The error is ErrContext, or says what of the build can't be had.
func ProjectOf(file *dockerfile.File, known *facts.Facts, root string) (Project, error) {
	build, err := buildOf(file, known)
	if err != nil {
		return Project{}, err
	}
	p := Project{Folder: build.Context}
	p.Target, p.Args, p.Named = build.Target, map[string]string{}, map[string]string{}
	if p.Context, err = onDisk(root, build.Context); err != nil {
		return Project{}, err
	}
	for name, value := range build.Args {
		if !strings.Contains(value, "$") { // else only the caller knows it
			p.Args[name] = value
		}
	}
	for name, place := range build.Contexts {
		if p.Named[name], err = namedContext(root, build, place); err != nil {
			return Project{}, fmt.Errorf("the context %q that %s:%d names: %w", name, build.Path, build.Line, err)
		}
	}
	if p.Ignore, err = readIgnore(known.Tree, file.Path+".dockerignore"); err != nil {
		return Project{}, err
	}
	for _, service := range known.FinalServices(file) {
		for _, m := range compose.Mounts(service) {
			if !m.IsBind() && m.Kind != "tmpfs" {
				p.Volumes = append(p.Volumes, path.Clean(m.Target))
			}
		}
	}
	p.Edited, p.Guessed = editedFile(file, known, build.Context)
	return p, nil
}

// buildOf returns the build of a Dockerfile that is measured.
func buildOf(file *dockerfile.File, known *facts.Facts) (facts.Build, error) {
	builds := slices.DeleteFunc(slices.Clone(known.Builds(file)), func(b facts.Build) bool { return b.Inline })
	for _, b := range builds {
		if b.Context != "" {
			return b, nil
		}
	}
	if folders := known.ContextFolders(file); len(builds) == 0 && len(folders) > 0 {
		return facts.Build{Context: folders[0]}, nil
	}
	return facts.Build{}, ErrContext
}

// onDisk returns a folder of the tree on the disk. A link must not lead out of the tree.
func onDisk(root, folder string) (string, error) {
	if !fs.ValidPath(path.Clean(folder)) {
		return "", fmt.Errorf("the folder %q is outside the repository", folder)
	}
	inside, err := os.OpenRoot(root)
	if err != nil {
		return "", err
	}
	defer inside.Close()
	info, err := inside.Stat(filepath.FromSlash(path.Clean(folder)))
	if err != nil {
		return "", err
	}
	if !info.IsDir() {
		return "", fmt.Errorf("%s is no folder", folder)
	}
	return filepath.Join(root, filepath.FromSlash(folder)), nil
}

// namedContext returns a named context as a Source has it. A folder is relative to the file that names it,
// as in Compose, or to the tree's root.
func namedContext(root string, build facts.Build, place string) (string, error) {
	switch {
	case strings.Contains(place, "$"):
		return "", errors.New("only who runs the build knows it")
	case strings.HasPrefix(place, "docker-image://"), strings.HasPrefix(place, "https://"):
		return place, nil
	case strings.Contains(place, ":"):
		return "", fmt.Errorf("%s is another build's result, or of a kind that isn't built here", place)
	}
	for _, dir := range []string{path.Dir(build.Path), "."} {
		if folder, err := onDisk(root, path.Join(dir, place)); err == nil {
			return "local:" + folder, nil
		}
	}
	return "", fmt.Errorf("the repository has no folder %s", place)
}

// readIgnore returns a Dockerfile's own list of files to leave out, nil if it has none.
func readIgnore(tree fs.FS, name string) ([]byte, error) {
	f, err := tree.Open(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(io.LimitReader(f, maxJSON))
}
