package dockerfile

import (
	"cmp"
	"path"
	"strings"
)

// IsWholeContext reports whether a source is the whole build context.
func IsWholeContext(source string) bool {
	clean := path.Clean("/" + strings.Trim(source, `"'`))
	return clean == "/"
}

// inImage returns the absolute path of a name at an instruction. If the working directory
// isn't known, the path starts with "?" instead.
func inImage(in *Instruction, name string) string {
	if path.IsAbs(name) {
		return path.Clean(name)
	}
	return path.Join(cmp.Or(in.Before.Workdir, "?"), name)
}

// Destinations returns the paths that a COPY writes, in the order of its sources. For a
// folder it returns one path, not those of its files.
func Destinations(in *Instruction) []string {
	sources, dest, _ := in.Sources()
	to, known := in.Stage.Expand(dest.Text, in)
	if !known {
		to = dest.Text
	}
	var names []string
	for _, a := range sources {
		if len(sources) == 1 && !IsFolderName(in, dest.Text) {
			return []string{inImage(in, to)}
		}
		names = append(names, inImage(in, path.Join(to, path.Base(path.Clean(a.Text)))))
	}
	return names
}

// CopiesAll reports whether an instruction copies the whole build context.
func CopiesAll(in *Instruction) bool {
	sources, _, ok := in.Sources()
	return ok && !in.HasFlag("from") && !in.JSON && len(sources) == 1 && !strings.HasPrefix(sources[0].Text, "$") && IsWholeContext(sources[0].Text)
}

// IsFolderName reports whether a destination is, or may be, a folder.
func IsFolderName(in *Instruction, dest string) bool {
	trimmed := strings.Trim(dest, `"'`)
	switch {
	case strings.HasSuffix(trimmed, "/"), trimmed == ".", trimmed == "..", strings.HasSuffix(trimmed, "/."), strings.HasSuffix(trimmed, "/.."):
		return true
	case strings.HasSuffix(trimmed, `\`): // Windows
		return true
	case strings.Contains(trimmed, "$"):
		if in.Stage == nil {
			return true
		}
		value, known := in.Stage.Expand(dest, in)
		return !known || strings.HasSuffix(value, "/")
	}
	return false
}

// BroughtTo returns the paths in the image where the sources of a COPY or ADD may end up: the
// destination itself, and the sources' names below it.
func BroughtTo(in *Instruction) []string {
	_, dest, _ := in.Sources()
	paths := []string{path.Clean(AbsoluteIn(in, strings.Trim(dest.Text, `"'`)))}
	for _, d := range Destinations(in) {
		paths = append(paths, path.Clean(d))
	}
	return paths
}

// AbsoluteIn returns a path made absolute with an instruction's working directory.
func AbsoluteIn(in *Instruction, name string) string {
	if path.IsAbs(name) {
		return name
	}
	return path.Join(in.Before.Workdir, name)
}
