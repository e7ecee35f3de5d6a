package needs

import (
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/drydock-dev/drydock/effects"
	"github.com/drydock-dev/drydock/syntax/dockerfile"
	"github.com/drydock-dev/drydock/syntax/shell"
)

// maxCopied is how many bytes a layer may store again so that one user owns all of a folder.
const maxCopied = 5 << 20

// maxEntries is how many files and folders of the context are looked at to find the size of a copy.
const maxEntries = 5000

// working returns the working directory as the program needs it. Its user gets all of it, or, if the
// tree shows that this would store much again, what COPY brings and the folder itself: packages need
// not change hands.
func (p *Program) working(dir string) Folder {
	whole := Folder{Path: dir, Whole: true}
	context, _ := p.known.BuildContext(p.file)
	size, large, owned := int64(0), false, false // owned: there is a COPY, and each has an owner
	var copies []*dockerfile.Instruction         // that get one
	for in := range p.instructions() {
		switch {
		case isCopyBelow(in, dir) && in.HasFlag("chown"):
			owned = owned || len(copies) == 0 && size == 0
		case isCopyBelow(in, dir):
			owned = false
			if context == nil {
				return whole
			}
			size += p.sizeOf(context, in)
			if bringsFolders(context, in) {
				if in.Stage != p.stage {
					return whole
				}
				copies = append(copies, in)
			}
		case in.Name == "RUN":
			large = large || slices.ContainsFunc(effects.Commands(in), func(c effects.Ran) bool { return installsBelow(c, dir) })
			if (len(copies) > 0 || owned) && slices.ContainsFunc(effects.Commands(in), func(c effects.Ran) bool { return !effects.OnlyFiles(c.Program()) }) {
				return whole // it works on these files as root, which tools such as git refuse on others' files
			}
		}
	}
	switch {
	case owned && (!large || p.leavesPackages()):
		return Folder{Path: dir}
	case context == nil || len(copies) == 0 && owned || size < maxCopied && !large || !p.leavesPackages():
		return whole
	}
	return Folder{Path: dir, Copies: copies}
}

// servers are programs that only read the project's packages. Others, such as uv and the servers of
// front ends, write into .venv and node_modules.
var servers = []string{"gunicorn", "uvicorn", "hypercorn", "daphne", "waitress-serve", "celery", "flask", "streamlit", "nodemon", "pm2", "pm2-runtime", "cd"}

// leavesPackages reports whether what starts is known to write nothing into the project's packages.
func (p *Program) leavesPackages() bool {
	return !slices.ContainsFunc(p.starts, func(s start) bool { return !p.isOwn(s) && !slices.Contains(servers, s.program()) && !p.startsNode(s) })
}

// startsNode reports whether a command runs a script of `package.json`, and the tree shows that this
// only starts node.
func (p *Program) startsNode(s start) bool {
	if !slices.Contains([]string{"npm", "yarn", "pnpm"}, s.program()) {
		return false
	}
	words := slices.DeleteFunc(slices.Clone(s.words[1:]), func(w string) bool { return w == "run" || strings.HasPrefix(w, "-") })
	text := p.known.ReadInContext(p.file, "package.json")
	var manifest struct{ Scripts map[string]string }
	if len(words) == 0 || len(text) == 0 || len(text) > maxManifest || !decode(text, &manifest) {
		return false
	}
	commands := shell.ParseText([]byte(manifest.Scripts[words[0]])).Commands
	return len(commands) == 1 && commands[0].Program() == "node" && manifest.Scripts["pre"+words[0]] == ""
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
	for _, a := range sources {
		pattern := path.Clean(strings.TrimPrefix(strings.Trim(a.Text, `"'`), "/"))
		size += context.Remember("size of "+pattern, func() any { return sizeBelow(context, pattern) }).(int64)
	}
	return size
}

// sizeBelow returns the bytes of the files that a pattern matches and those below, at least maxCopied
// if there are too many to look at.
func sizeBelow(context *effects.Context, pattern string) (size int64) {
	if strings.ContainsAny(path.Dir(pattern), "*?[") {
		return 0 // may match all of the tree, folder by folder
	}
	names, err := fs.Glob(context, pattern)
	if err != nil {
		return 0 // no pattern
	}
	entries := 0
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
