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

// Manifests returns the files of an install, those of its workspaces and the lists that they include, as far
// as they are in the build context.
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
		if !known {
			return nil, false
		}
		for _, w := range workspaces {
			wanted = append(wanted, path.Join(path.Dir(f), w))
		}
	}
	needed = slices.Clone(needed)
	for i := 0; i < len(wanted); i++ {
		text, err := fs.ReadFile(context, wanted[i])
		if err != nil {
			continue
		}
		lists, more := effects.Lists(wanted[i], text)
		if more || len(wanted)+len(lists) > maxManifests {
			return nil, false
		}
		files = append(files, wanted[i])
		for _, list := range lists {
			if needed = append(needed, list); !slices.Contains(wanted, list) {
				wanted = append(wanted, list)
			}
		}
	}
	return files, containsAll(files, needed)
}

// maxManifests is how many files of an install are looked at.
const maxManifests = 100

func containsAll(files, wanted []string) bool {
	return !slices.ContainsFunc(wanted, func(w string) bool { return !slices.Contains(files, w) })
}
