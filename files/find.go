package files

import (
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sort"
	"strings"

	"github.com/drydock-dev/drydock/kinds"
)

// skippedFolders are not walked into.
var skippedFolders = map[string]bool{".git": true, "node_modules": true, "vendor": true}

// Find returns the files that arguments (files, folders, "-") select, sorted and without duplicates. A
// file passed directly is included whatever its name. skip tells which paths (slash-separated) a walk
// leaves out.
func Find(args []string, skip func(path string) bool) ([]string, error) {
	if len(args) == 0 {
		args = []string{"."}
	}
	found := map[string]bool{}
	for _, arg := range args {
		if arg == "-" {
			found[arg] = true
			continue
		}
		info, err := os.Stat(arg)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", arg, PlainError(err))
		}
		if !info.IsDir() {
			found[filepath.Clean(arg)] = true
			continue
		}
		err = filepath.WalkDir(arg, func(path string, d fs.DirEntry, err error) error {
			switch {
			case err != nil:
				return err
			case d.IsDir() && path != arg && (skippedFolders[d.Name()] || skip(filepath.ToSlash(path))):
				return fs.SkipDir
			case d.IsDir() || !kinds.Known(filepath.ToSlash(path)) || skip(filepath.ToSlash(path)):
				return nil
			case d.Type()&fs.ModeSymlink != 0 && leadsInside(arg, path):
				return nil // the walk finds the target itself
			}
			found[path] = true
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	paths := make([]string, 0, len(found))
	for p := range found {
		paths = append(paths, p)
	}
	sort.Strings(paths)
	return paths, nil
}

// leadsInside reports whether a symbolic link points to a file that a walk of the folder finds
// anyway.
func leadsInside(folder, link string) bool {
	target, err := filepath.EvalSymlinks(link)
	root, rootErr := filepath.EvalSymlinks(folder)
	if err != nil || rootErr != nil {
		return false
	}
	rel, err := filepath.Rel(root, target)
	return err == nil && filepath.IsLocal(rel) && kinds.Known(filepath.ToSlash(rel)) && !strings.HasPrefix(rel, ".git"+string(filepath.Separator))
}
