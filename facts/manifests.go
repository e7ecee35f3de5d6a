package facts

import (
	"io/fs"
	"path"
	"slices"

	"github.com/drydock-dev/drydock/effects"
	"github.com/drydock-dev/drydock/syntax/dockerfile"
)

// Folders returns the folders of files, each once, in the order of the files.
func Folders(files []string) []string {
	var dirs []string
	for _, f := range files {
		if !slices.Contains(dirs, path.Dir(f)) {
			dirs = append(dirs, path.Dir(f))
		}
	}
	return dirs
}

// Manifests returns the files of an install, and those of its workspaces, that are in the build context.
// ok is false if a needed one is missing, if one refers to more of the repository, or if builds from
// several contexts have different ones.
func (known *Facts) Manifests(file *dockerfile.File, needed, optional []string) (files []string, ok bool) {
	for i, context := range known.Contexts(file) {
		found, ok := manifestsIn(context, needed, optional)
		if !ok || i > 0 && !slices.Equal(files, found) {
			return nil, false
		}
		files = found
	}
	return files, len(files) > 0
}

func manifestsIn(context *effects.Context, needed, optional []string) (files []string, ok bool) {
	wanted := slices.Concat(needed, optional)
	for _, f := range needed {
		if path.Base(f) != "package.json" {
			continue
		}
		workspaces, known := effects.Workspaces(context, path.Dir(f))
		if !known || len(Folders(workspaces)) > maxFolders {
			return nil, false
		}
		for _, w := range workspaces {
			wanted = append(wanted, path.Join(path.Dir(f), w))
		}
	}
	for _, f := range wanted {
		text, err := fs.ReadFile(context, f)
		switch {
		case err == nil && effects.NamesMore(f, text):
			return nil, false
		case err == nil:
			files = append(files, f)
		}
	}
	return files, containsAll(files, needed)
}

// maxFolders is the most workspace folders that a suggestion copies, one on each line.
const maxFolders = 8

func containsAll(files, wanted []string) bool {
	return !slices.ContainsFunc(wanted, func(w string) bool { return !slices.Contains(files, w) })
}
