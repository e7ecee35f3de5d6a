package run

import (
	"path"
	"slices"
	"strings"

	"github.com/drydock-dev/drydock/effects"
	"github.com/drydock-dev/drydock/facts"
	"github.com/drydock-dev/drydock/syntax/dockerfile"
	"github.com/drydock-dev/drydock/syntax/shell"
)

// What a RUN is seen to leave in its layer: files of package managers, downloads, clones, folders.

// leaves reports whether a RUN leaves files of a package manager in a folder.
func leaves(known *facts.Facts, in *dockerfile.Instruction, folder string) bool {
	for _, cache := range shell.Caches {
		named := func(f string) bool { return effects.Under(folder, f) || folder == path.Dir(f) }
		if slices.ContainsFunc(cache.Folders, named) && len(keptCalls(known, in, cache)) > 0 {
			return true
		}
	}
	return false
}

// pathOf returns the path that a word names in a RUN, without a `/*` at its end. The home of the RUN's
// user is `~`, and what the base image's working directory decides stays relative.
func pathOf(in *dockerfile.Instruction, w shell.Word) string {
	return located(in, strings.TrimSuffix(strings.Trim(w.Source, `"'`), "/*"))
}

// located returns the path of a name in a RUN, as pathOf does.
func located(in *dockerfile.Instruction, name string) string {
	for _, home := range []string{"$HOME", "${HOME}", facts.HomeOf(in.Before.User)} {
		if name == home || strings.HasPrefix(name, home+"/") {
			name = "~" + strings.TrimPrefix(name, home)
		}
	}
	if strings.HasPrefix(name, "~") || strings.HasPrefix(name, "$") {
		return path.Clean(name)
	}
	return path.Clean(dockerfile.AbsoluteIn(in, name))
}

// madePaths returns the paths that a script downloads, clones or makes.
func madePaths(in *dockerfile.Instruction) (paths []string) {
	for _, c := range in.Script().Commands {
		var names []shell.Word
		switch c.Program() {
		case "curl":
			names = outputs(c, "-o", "--output")
			if len(names) == 0 {
				names = lastParts(c)
			}
		case "wget":
			names = outputs(c, "-O", "--output-document")
			if folder := outputs(c, "-P", "--directory-prefix"); len(names) == 0 && len(folder) == 1 {
				for _, w := range lastParts(c) {
					names = append(names, shell.Word{Source: strings.TrimSuffix(folder[0].Source, "/") + "/" + w.Source})
				}
			} else if len(names) == 0 {
				names = lastParts(c)
			}
		case "git":
			if len(c.Words) > 2 && c.Words[1].Value == "clone" {
				last := c.Words[len(c.Words)-1]
				last.Source = strings.TrimSuffix(last.Source, ".git")
				if isURL(last) {
					last.Source = path.Base(last.Source)
				}
				names = append(names, last)
			}
		case "mkdir":
			names = c.Words[1:]
		}
		for _, w := range names {
			paths = append(paths, pathOf(in, w))
		}
	}
	return paths
}

// outputs returns the values of an option that names a file or folder to write. Its letter may be the
// last of several.
func outputs(c *shell.Command, short, long string) (values []shell.Word) {
	for i, w := range c.Words[1:] {
		value, inOne := strings.CutPrefix(w.Source, long+"=")
		letters := strings.HasPrefix(w.Value, "-") && !strings.HasPrefix(w.Value, "--") && strings.HasSuffix(w.Value, short[1:])
		switch {
		case inOne:
			values = append(values, shell.Word{Source: value})
		case (letters || w.Value == long) && i+2 < len(c.Words):
			values = append(values, c.Words[i+2])
		}
	}
	return values
}

// lastParts returns the last parts of the addresses that a command names.
func lastParts(c *shell.Command) (names []shell.Word) {
	for _, w := range c.Words[1:] {
		if isURL(w) {
			names = append(names, shell.Word{Source: path.Base(strings.Trim(w.Source, `"'`))})
		}
	}
	return names
}

func isURL(w shell.Word) bool { return strings.Contains(w.Source, "://") }
