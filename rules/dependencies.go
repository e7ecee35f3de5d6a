package rules

import (
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/drydock-dev/drydock/effects"
	"github.com/drydock-dev/drydock/syntax"
)

// dependencyInstall is an install of the dependencies that files of the build context list:
// `pip install -r requirements.txt`, `npm ci`, `go mod download`.
type dependencyInstall struct {
	call *syntax.PackageCall
	// manifests are the files it needs, optional those it reads if they exist. They're
	// relative to the directory it runs in, unless absolute.
	manifests, optional []string
}

// files returns all files that the install reads.
func (d dependencyInstall) files() []string { return slices.Concat(d.manifests, d.optional) }

// dependencyInstalls returns the installs of a RUN, in text order.
func dependencyInstalls(in *syntax.Instruction) []dependencyInstall {
	if in.Name != "RUN" {
		return nil
	}
	var found []dependencyInstall
	for _, call := range in.Script().PackageCalls() {
		if d, ok := newDependencyInstall(call); ok {
			found = append(found, d)
		}
	}
	return found
}

func newDependencyInstall(call *syntax.PackageCall) (dependencyInstall, bool) {
	d := dependencyInstall{call: call}
	switch call.Manager {
	case "pip":
		if call.Verb != "install" || len(call.OptionValues("-e", "--editable")) > 0 {
			return d, false
		}
		for _, w := range slices.Concat(call.OptionValues("-r", "--requirement"), call.OptionValues("-c", "--constraint")) {
			if !w.Literal || strings.Contains(w.Value, "://") {
				return d, false
			}
			d.manifests = append(d.manifests, w.Value)
		}
		if slices.ContainsFunc(call.Packages, func(w syntax.Word) bool { return !w.Literal || strings.ContainsAny(w.Value, "/") || w.Value == "." }) {
			return d, false // a package of the context
		}
	case "npm":
		if !slices.Contains([]string{"ci", "install", "i"}, call.Verb) || len(call.Packages) > 0 || call.Has("-g", "--global", "--prefix", "-C") {
			return d, false
		}
		d.manifests, d.optional = []string{"package.json"}, []string{"package-lock.json", "npm-shrinkwrap.json", ".npmrc"}
	case "yarn":
		if call.Verb != "install" && call.Verb != "" || len(call.Packages) > 0 || call.Has("--cwd") {
			return d, false
		}
		d.manifests, d.optional = []string{"package.json"}, []string{"yarn.lock", ".npmrc", ".yarnrc"}
	case "pnpm":
		if call.Verb != "install" && call.Verb != "i" || len(call.Packages) > 0 || call.Has("--prefix", "-C", "--dir", "--filter", "-F", "-g") {
			return d, false
		}
		d.manifests, d.optional = []string{"package.json"}, []string{"pnpm-lock.yaml", ".npmrc"}
	case "go":
		if call.Verb != "mod" || len(call.Packages) != 1 || call.Packages[0].Value != "download" || call.Has("-C") {
			return d, false
		}
		d.manifests, d.optional = []string{"go.mod"}, []string{"go.sum"}
	case "bundle":
		if call.Verb != "install" || call.Has("--gemfile") {
			return d, false
		}
		d.manifests, d.optional = []string{"Gemfile"}, []string{"Gemfile.lock"}
	default:
		return d, false
	}
	return d, len(d.manifests) > 0
}

// below returns the paths of files relative to target, a folder of the image. The files are
// relative to workdir, unless absolute. ok is false if one is outside, or may be.
func below(target, workdir string, files []string) (names []string, ok bool) {
	for _, f := range files {
		if !path.IsAbs(f) {
			if workdir == "" {
				return nil, false
			}
			f = path.Join(workdir, f)
		}
		name, inside := strings.CutPrefix(path.Clean(f), strings.TrimSuffix(path.Clean(target), "/")+"/")
		if !inside {
			return nil, false
		}
		names = append(names, name)
	}
	return names, true
}

// installFolder returns the folder that an install runs in, after a first cd, or "" if it's
// not known.
func installFolder(install *syntax.Instruction) string {
	steps := install.Script().Steps
	if len(steps) > 0 && steps[0].Command != nil && steps[0].Command.Program() == "cd" {
		words := steps[0].Command.Words
		switch {
		case len(words) != 2 || !words[1].Literal:
			return ""
		case path.IsAbs(words[1].Value):
			return path.Clean(words[1].Value)
		case install.Before.Workdir == "":
			return ""
		}
		return path.Join(install.Before.Workdir, words[1].Value)
	}
	return install.Before.Workdir
}

// manifestsInTree returns the files of an install, and those of its workspaces, that are in
// the tree, below the root or the Dockerfile's folder. ok is false if a needed one is
// missing, or if one refers to something local.
func (p *Pass) manifestsInTree(needed, optional []string) (files []string, ok bool) {
	for _, root := range []string{path.Dir(p.File.Path), "."} {
		context := p.contextAt(root)
		if context == nil {
			continue
		}
		wanted := slices.Concat(needed, optional)
		for _, f := range needed {
			if path.Base(f) != "package.json" {
				continue
			}
			workspaces, known := effects.Workspaces(context, path.Dir(f))
			if !known || len(folders(workspaces)) > maxFolders {
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
