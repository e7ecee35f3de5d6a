package facts

import (
	"io/fs"
	"path"
	"strings"

	"github.com/drydock-dev/drydock/syntax/dockerfile"
	"github.com/drydock-dev/drydock/syntax/shell"
)

// maxFolder is how many files of a copied folder are read.
const maxFolder = 50

// WrittenBefore returns the texts of files that a command of a RUN finds in the image, as far as they are
// known: what COPY and ADD above it bring from the build context or a here-document, and what commands
// before it print to files. The places are absolute paths of files, or of folders with a `/` at the end.
func (known *Facts) WrittenBefore(in *dockerfile.Instruction, c *shell.Command, places ...string) (texts []string) {
	for stage := in.Stage; stage != nil; stage = stage.Parent {
		for _, above := range stage.Instructions {
			switch {
			case stage == in.Stage && above.Index > in.Index:
			case above.Index == in.Index && !in.IsTrigger():
				texts = append(texts, written(in, c, places)...)
			case above.Name == "RUN":
				texts = append(texts, written(above, nil, places)...)
			default:
				for _, place := range places {
					texts = append(texts, known.copiedTo(above, place)...)
				}
			}
		}
	}
	if in.IsTrigger() {
		texts = append(texts, written(in, c, places)...)
	}
	return texts
}

// written returns the texts that a RUN prints to files of some places, before one of its commands; nil: all.
func written(in *dockerfile.Instruction, before *shell.Command, places []string) (texts []string) {
	s := in.Script()
	if s == nil || s.Tree == nil {
		return nil
	}
	var runs []shell.Run
	for _, w := range s.Writes() {
		if before != nil && w.By.Span.Start > before.Span.Start {
			continue
		}
		name := w.File.Patterns(false)[0]
		if !path.IsAbs(name) {
			if runs == nil {
				runs = s.Runs()
			}
			name = pathIn(in, runs, w.By, name)
		}
		for _, place := range places {
			if name == place || strings.HasSuffix(place, "/") && path.Dir(name)+"/" == place {
				texts = append(texts, w.Text)
			}
		}
	}
	return texts
}

// pathIn returns the absolute path of a name that a command of a RUN is given, "" where it isn't known.
func pathIn(in *dockerfile.Instruction, runs []shell.Run, c *shell.Command, name string) string {
	for _, home := range []string{"~/", "$HOME/"} {
		if rest, inHome := strings.CutPrefix(name, home); inHome {
			return path.Join(HomeOf(in.Before.User), rest)
		}
	}
	for _, r := range runs {
		switch {
		case r.Command != c:
		case r.Dir == "" || strings.HasPrefix(r.Dir, "$") || strings.HasPrefix(r.Dir, "~"):
			return ""
		default:
			return path.Clean(dockerfile.AbsoluteIn(in, path.Join(r.Dir, name)))
		}
	}
	return ""
}

// HomeOf returns the usual home of a user, with or without a group, that USER names.
func HomeOf(user string) string {
	user, _, _ = strings.Cut(user, ":")
	if user == "" || user == "root" || user == "0" {
		return "/root"
	}
	return "/home/" + user
}

// copiedTo returns the texts that a COPY or ADD puts at a place.
func (known *Facts) copiedTo(in *dockerfile.Instruction, place string) (texts []string) {
	folder, isFolder := strings.CutSuffix(place, "/")
	if !isFolder {
		if text := known.copied(in, place); text != nil {
			texts = append(texts, string(text))
		}
		return texts
	}
	sources, _, ok := in.Sources()
	if !ok || in.HasFlag("from") {
		return nil
	}
	for i, dest := range dockerfile.Destinations(in) {
		if dest = path.Clean(dest); path.Dir(dest) == folder {
			if text := known.copied(in, dest); text != nil {
				texts = append(texts, string(text))
			}
		}
		for _, candidate := range candidatesAt(in, sources[min(i, len(sources)-1)].Text, dest, folder) {
			texts = append(texts, known.filesIn(in.File, candidate)...)
		}
	}
	return texts
}

// filesIn returns the texts of the files directly in a folder of the build context.
func (known *Facts) filesIn(file *dockerfile.File, folder string) (texts []string) {
	context, _ := known.BuildContext(file)
	folder = strings.TrimPrefix(path.Clean("/"+folder), "/")
	if context == nil || folder == "" {
		return nil
	}
	entries, err := fs.ReadDir(context, folder)
	if err != nil {
		return nil
	}
	for _, e := range entries[:min(maxFolder, len(entries))] {
		if text := known.ReadInContext(file, path.Join(folder, e.Name())); text != nil && len(text) <= maxScript {
			texts = append(texts, string(text))
		}
	}
	return texts
}
