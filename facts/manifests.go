package facts

import (
	"io/fs"
	"path"
	"regexp"
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

// ManifestsInTree returns the files of an install, and those of its workspaces, that are in
// the tree, below the root or the Dockerfile's folder. ok is false if a needed one is
// missing, or if one refers to something local.
func (known *Facts) ManifestsInTree(file *dockerfile.File, needed, optional []string) (files []string, ok bool) {
	for _, root := range []string{path.Dir(file.Path), "."} {
		context := known.ContextAt(file, root)
		if context == nil {
			continue
		}
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
		files = nil
		for _, f := range wanted {
			text, err := fs.ReadFile(context, f)
			switch {
			case err == nil && localReference.Match(text):
				return nil, false
			case err == nil:
				files = append(files, f)
			}
		}
		if containsAll(files, needed) {
			return files, true
		}
	}
	return nil, false
}

// maxFolders is the most workspace folders that a suggestion copies, one on each line.
const maxFolders = 8

func containsAll(files, wanted []string) bool {
	return !slices.ContainsFunc(wanted, func(w string) bool { return !slices.Contains(files, w) })
}

// localReference matches what makes an install read more of the context than
// its manifests: local packages, other requirement files, workspaces, hooks.
var localReference = regexp.MustCompile(`(?m)^\s*(?:-e|--editable|-r|--requirement|-c|--constraint|-f|--find-links)\b|^\s*\.{0,2}/|\bfile:|\blink:|"(?:pre|post)?install"\s*:|"prepare"\s*:|=>\s*\.{1,2}/|^\s*gemspec\b|\bpath:\s*["']|\bpath\s*=>|^\s*use\s*\(`)
