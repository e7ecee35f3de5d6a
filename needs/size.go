package needs

import (
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/drydock-dev/drydock/effects"
	"github.com/drydock-dev/drydock/syntax/dockerfile"
)

// maxCopied is how many bytes a layer may store again so that one user owns all of a folder.
const maxCopied = 5 << 20

// maxEntries is how many files and folders of the context are looked at to find the size of a copy.
const maxEntries = 5000

// working returns the working directory as the program needs it. Its user gets all of it, or, if the
// tree shows that this would store much again, what COPY brings and the folder itself.
func (p *Program) working(dir string) Folder {
	whole := Folder{Path: dir, Whole: true}
	context, _ := p.known.BuildContext(p.file)
	if context == nil {
		return whole
	}
	size, large := int64(0), false
	var copies []*dockerfile.Instruction
	for in := range p.instructions() {
		switch {
		case isCopyBelow(in, dir):
			copied := p.sizeOf(context, in)
			size += copied
			if bringsFolders(context, in) && !in.HasFlag("chown") {
				if in.Stage != p.stage {
					return whole
				}
				copies = append(copies, in)
			}
		case in.Name == "RUN":
			large = large || slices.ContainsFunc(effects.Commands(in), func(c effects.Ran) bool { return installsBelow(c, dir) })
			if len(copies) > 0 && slices.ContainsFunc(effects.Commands(in), func(c effects.Ran) bool { return !effects.OnlyFiles(c.Program()) }) {
				return whole // it runs on these files as root, which tools such as git refuse on others' files
			}
		}
	}
	if size < maxCopied && !large {
		return whole
	}
	return Folder{Path: dir, Copies: copies}
}

// isCopyBelow reports whether an instruction copies something to a folder.
func isCopyBelow(in *dockerfile.Instruction, dir string) bool {
	if _, _, ok := in.Sources(); !ok {
		return false
	}
	return slices.ContainsFunc(dockerfile.BroughtTo(in), func(to string) bool { return effects.Under(to, dir) })
}

// bringsFolders reports whether a COPY may bring folders, in which the program may write, or a
// database.
func bringsFolders(context *effects.Context, in *dockerfile.Instruction) bool {
	sources, _, _ := in.Sources()
	return slices.ContainsFunc(sources, func(a dockerfile.Arg) bool {
		if in.HasFlag("from") || dockerfile.IsWholeContext(a.Text) || strings.ContainsAny(a.Text, "$*?[") {
			return true
		}
		info, err := context.Stat(path.Clean(strings.TrimPrefix(a.Text, "/")))
		return err == nil && info.IsDir() || fileName.MatchString(a.Text) && !strings.HasSuffix(a.Text, ".json") && !strings.HasSuffix(a.Text, ".txt")
	})
}

// sizeOf returns how many bytes of the context a COPY brings, at least maxCopied if there are too many
// files to look at. What other stages bring isn't known and counts as nothing, except for folders of
// packages.
func (p *Program) sizeOf(context *effects.Context, in *dockerfile.Instruction) (size int64) {
	sources, _, _ := in.Sources()
	if in.HasFlag("from") {
		if slices.ContainsFunc(sources, func(a dockerfile.Arg) bool { return slices.Contains(packageFolderNames, path.Base(a.Text)) }) {
			return maxCopied
		}
		return 0
	}
	entries := 0
	for _, a := range sources {
		pattern := path.Clean(strings.TrimPrefix(strings.Trim(a.Text, `"'`), "/"))
		names, err := fs.Glob(context, pattern)
		if err != nil {
			continue
		}
		for _, name := range names {
			_ = fs.WalkDir(context, name, func(_ string, e fs.DirEntry, err error) error {
				if entries++; err != nil || entries > maxEntries || size >= maxCopied {
					return fs.SkipAll
				}
				if info, err := e.Info(); err == nil && !e.IsDir() {
					size += info.Size()
				}
				return nil
			})
		}
	}
	if entries > maxEntries {
		return maxCopied
	}
	return size
}

// packageFolderNames are folders that hold a project's packages.
var packageFolderNames = []string{"node_modules", ".venv", "venv", "vendor", ".next", "target"}

// installsBelow reports whether a command installs a project's packages below a folder.
func installsBelow(c effects.Ran, dir string) bool {
	in := c.Dir == "" || effects.Under(c.Dir, dir)
	if call := c.Package(); call != nil && call.Installs() {
		switch call.Manager {
		case "npm", "yarn", "pnpm":
			return in && !call.Has("-g", "--global", "--location")
		case "composer":
			return in
		}
		return false
	}
	words := called(c.Values())
	switch c.Program() {
	case "uv", "bun":
		return in && (matches(c.Values(), []string{c.Words[0].Value, "sync"}) || matches(c.Values(), []string{c.Words[0].Value, "install"}))
	case "cargo", "mvn", "gradle", "gradlew":
		return in
	}
	if matches(words, []string{"venv"}) || matches(words, []string{"virtualenv"}) {
		name, known := c.Path(c.Words[len(c.Words)-1])
		return known && effects.Under(name, dir)
	}
	return false
}
