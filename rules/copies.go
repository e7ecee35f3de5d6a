package rules

import (
	"cmp"
	"path"
	"slices"
	"strings"

	"github.com/drydock-dev/drydock/cache"
	"github.com/drydock-dev/drydock/syntax"
)

// Helpers for rules about COPY and ADD.

// plainCopy reports whether a COPY takes only named files or folders of the build context,
// and not the whole of it. It may set their owner.
func plainCopy(in *syntax.Instruction) bool {
	sources, _, ok := in.Sources()
	if !ok || in.HasFlag("from") || in.HasFlag("link") || in.HasFlag("parents") || in.HasFlag("exclude") || len(in.Heredocs) > 0 {
		return false
	}
	return !slices.ContainsFunc(sources, func(a syntax.Arg) bool {
		return strings.ContainsAny(a.Text, "*?[$<") || wholeContext(a.Text) || strings.Contains(a.Text, "://")
	})
}

// wholeContext reports whether a source is the whole build context.
func wholeContext(source string) bool {
	clean := path.Clean("/" + strings.Trim(source, `"'`))
	return clean == "/"
}

// readsAny reports whether a COPY names a file that an install reads: one of names, or any
// known manifest. It doesn't look into folders.
func readsAny(in *syntax.Instruction, names map[string]bool) bool {
	sources, _, _ := in.Sources()
	return slices.ContainsFunc(sources, func(a syntax.Arg) bool {
		base := path.Base(a.Text)
		for name := range names {
			if matches, _ := path.Match(base, name); matches {
				return true
			}
		}
		return cache.ManifestName(base)
	})
}

// inImage returns the absolute path of a name at an instruction. If the working directory
// isn't known, the path starts with "?" instead.
func inImage(in *syntax.Instruction, name string) string {
	if path.IsAbs(name) {
		return path.Clean(name)
	}
	return path.Join(cmp.Or(in.Before.Workdir, "?"), name)
}

// destinations returns the paths that a COPY writes, in the order of its sources. For a
// folder it returns one path, not those of its files.
func destinations(in *syntax.Instruction) []string {
	sources, dest, _ := in.Sources()
	to, known := in.Stage.Expand(dest.Text, in)
	if !known {
		to = dest.Text
	}
	var names []string
	for _, a := range sources {
		if len(sources) == 1 && !folderName(in, dest.Text) {
			return []string{inImage(in, to)}
		}
		names = append(names, inImage(in, path.Join(to, path.Base(path.Clean(a.Text)))))
	}
	return names
}
