package needs

import (
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/drydock-dev/drydock/effects"
	"github.com/drydock-dev/drydock/syntax/dockerfile"
	"github.com/drydock-dev/drydock/syntax/shell"
)

// WantsHome reports whether something may want a home folder: caches, settings and locks of the
// program, of its packages, or of a tool that starts it. It is false only for a program of the
// project's own, run by itself or by an interpreter, about which neither the file nor the tree tells of
// packages or of a home.
func (p *Program) WantsHome() bool {
	if p.homeMoves() {
		return false // it is among the folders
	}
	if !slices.ContainsFunc(p.starts, p.isOwn) || slices.ContainsFunc(p.starts, func(s start) bool { return !p.isOwn(s) }) {
		return true
	}
	return slices.ContainsFunc(p.commands, namesPackages) || p.treeNamesPackages() || p.treeNamesHome()
}

// isOwn reports whether a command runs a program of the project itself: a path, a file that COPY
// brings, or a script that an interpreter runs.
func (p *Program) isOwn(s start) bool {
	program := s.program()
	if interprets(program) {
		i := slices.IndexFunc(s.words[1:], func(w string) bool { return !strings.HasPrefix(w, "-") })
		for _, o := range s.words[1:] {
			if o == "-m" || o == "-c" {
				return false
			}
		}
		return i >= 0
	}
	if strings.Contains(s.words[0], "/") {
		return !strings.Contains(s.words[0], "/bin/") || p.brings(program)
	}
	return p.brings(program)
}

// interprets reports whether a program runs the script or the archive that it is given.
func interprets(program string) bool {
	return isPython(program) || slices.Contains([]string{"node", "nodejs", "ruby", "perl", "php", "java", "dotnet", "Rscript", "lua"}, program) || shell.IsBourne(program)
}

// brings reports whether a COPY brings a program of that name from the context or another stage. One
// from another image is a tool.
func (p *Program) brings(program string) bool {
	for in := range p.instructions() {
		if in.HasFlag("from") && p.file.StageNamed(in.FlagValue("from")) == nil {
			continue
		}
		if _, _, ok := in.Sources(); ok && slices.ContainsFunc(dockerfile.BroughtTo(in), func(to string) bool { return path.Base(to) == program }) {
			return true
		}
	}
	return false
}

// namesPackages reports whether a command installs packages of a language by their names.
func namesPackages(c effects.Ran) bool {
	call := c.Package()
	if call == nil || !call.Installs() || !slices.Contains([]string{"pip", "npm", "yarn", "pnpm", "gem"}, call.Manager) {
		return false
	}
	return slices.ContainsFunc(call.Packages, func(w shell.Word) bool {
		name := strings.TrimLeft(w.Value, "./")
		return name != "" && !slices.Contains([]string{"pip", "setuptools", "wheel", "npm", "yarn", "pnpm", "bundler"}, name)
	})
}

// manifests are files that name a project's packages.
var manifests = []string{"requirements.txt", "pyproject.toml", "Pipfile", "setup.py", "package.json", "Gemfile", "composer.json"}

// treeNamesPackages reports whether the build context has a manifest that names packages.
func (p *Program) treeNamesPackages() bool {
	return slices.ContainsFunc(manifests, func(name string) bool {
		text := p.known.ReadInContext(p.file, name)
		return len(strings.TrimSpace(string(text))) > 0
	})
}

// homeWord matches what programs say when they ask for their home: in Python, JavaScript, Go, Java,
// Ruby, Rust and shells.
var homeWord = regexp.MustCompile(`expanduser|Path\.home|homedir|UserHomeDir|UserCacheDir|UserConfigDir|user\.home|Dir\.home|home_dir|["'\x60]~/|\bHOME\b|appdirs|platformdirs|XDG_`)

// sourceNames are the endings of files that programs are written in.
var sourceNames = []string{".py", ".js", ".ts", ".mjs", ".cjs", ".go", ".java", ".kt", ".rb", ".rs", ".php", ".pl", ".sh", ".cs", ".lua"}

// maxSources is how many source files of the context are read.
const maxSources = 200

// treeNamesHome reports whether a source file of the build context asks for the home folder.
func (p *Program) treeNamesHome() bool {
	context, _ := p.known.BuildContext(p.file)
	return context != nil && context.Remember("sources name the home", func() any { return sourcesNameHome(context) }).(bool)
}

// sourcesNameHome is treeNamesHome for a context. It reads at most maxSources files; with more, one may.
func sourcesNameHome(context *effects.Context) (found bool) {
	read, entries := 0, 0
	_ = fs.WalkDir(context, ".", func(name string, e fs.DirEntry, err error) error {
		entries++
		switch {
		case err != nil:
			return nil
		case read > maxSources || entries > maxEntries:
			found = true
			return fs.SkipAll
		case e.IsDir() && (e.Name() == ".git" || e.Name() == "node_modules"):
			return fs.SkipDir
		case e.IsDir() || !slices.Contains(sourceNames, path.Ext(name)):
			return nil
		}
		info, err := e.Info()
		if err != nil || info.Size() > maxManifest {
			return nil
		}
		read++
		if text, err := fs.ReadFile(context, name); err == nil && homeWord.Match(text) {
			found = true
			return fs.SkipAll
		}
		return nil
	})
	return found
}
