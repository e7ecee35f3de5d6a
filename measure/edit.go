package measure

import (
	"cmp"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/drydock-dev/drydock/cache"
	"github.com/drydock-dev/drydock/effects"
	"github.com/drydock-dev/drydock/facts"
	"github.com/drydock-dev/drydock/syntax/dockerfile"
)

// maxCopied is how many files are looked at for the one that changes most often.
const maxCopied = 5000

// editedFile returns the file of the build context that changes most often, of those that the Dockerfile
// copies; "" if there is none. guessed says that the history doesn't tell, so it's the first code.
func editedFile(file *dockerfile.File, known *facts.Facts, folder string) (name string, guessed bool) {
	files := copiedFiles(file, known.ContextAt(file, folder))
	files = slices.DeleteFunc(files, func(name string) bool {
		full := path.Join(folder, name)
		return full == path.Clean(file.Path) || strings.HasSuffix(full, ".dockerignore")
	})
	if len(files) == 0 {
		return "", false
	}
	changes := func(name string) (commits int) {
		if known.History != nil {
			commits, _ = known.History.Changes(path.Join(folder, name))
		}
		return commits
	}
	// Of several, the first one copied. Without a history that's the first code: see isCode.
	most := slices.MaxFunc(files, func(a, b string) int { return cmp.Compare(changes(a), changes(b)) })
	if changes(most) > 0 {
		return most, false
	}
	for _, wanted := range []func(string) bool{isCode, isNoManifest} {
		if i := slices.IndexFunc(files, wanted); i >= 0 {
			return files[i], true
		}
	}
	return files[0], true
}

// isCode reports whether a file is code by its name. Programs and documents without code aren't.
func isCode(name string) bool {
	return isNoManifest(name) && cache.ClassOf(name) == cache.Code && path.Ext(name) != "" && !strings.HasPrefix(path.Base(name), ".") && path.Ext(name) != ".md"
}

func isNoManifest(name string) bool { return !cache.ManifestName(path.Base(name)) }

// copiedFiles returns the files of the context that a Dockerfile's instructions read, in the order of the
// instructions, up to maxCopied.
func copiedFiles(file *dockerfile.File, context *effects.Context) (files []string) {
	if context == nil {
		return nil
	}
	seen := map[string]bool{}
	for _, in := range file.Instructions {
		if in.Stage == nil || !in.Stage.Reached {
			continue
		}
		for _, source := range effects.Of(in, context).Context {
			matches, err := fs.Glob(context, path.Clean(source))
			if err != nil {
				continue
			}
			for _, top := range matches {
				_ = fs.WalkDir(context, top, func(name string, entry fs.DirEntry, err error) error {
					if len(files) == maxCopied {
						return fs.SkipAll
					}
					if err == nil && entry.Type().IsRegular() && !seen[name] {
						seen[name] = true
						files = append(files, name)
					}
					return nil // what can't be read isn't edited
				})
			}
		}
	}
	return files
}
