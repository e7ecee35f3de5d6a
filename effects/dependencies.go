package effects

import (
	"path"
	"slices"
	"strings"

	"github.com/drydock-dev/drydock/syntax/dockerfile"
	"github.com/drydock-dev/drydock/syntax/shell"
)

// DependencyInstall is an install of the dependencies that files of the build context list:
// `pip install -r requirements.txt`, `npm ci`, `go mod download`.
type DependencyInstall struct {
	Call *shell.PackageCall
	// manifests are the files it needs, optional those it reads if they exist. They're
	// relative to the directory it runs in, unless absolute.
	Manifests, Optional []string
}

// Files returns all files that the install reads.
func (d DependencyInstall) Files() []string { return slices.Concat(d.Manifests, d.Optional) }

// DependencyInstalls returns the installs of a RUN, in text order.
func DependencyInstalls(in *dockerfile.Instruction) []DependencyInstall {
	if in.Name != "RUN" {
		return nil
	}
	var found []DependencyInstall
	for _, call := range in.Script().PackageCalls() {
		if d, ok := newDependencyInstall(call); ok {
			found = append(found, d)
		}
	}
	return found
}

func newDependencyInstall(call *shell.PackageCall) (DependencyInstall, bool) {
	d := DependencyInstall{Call: call}
	switch call.Manager {
	case "pip":
		if call.Verb != "install" || len(call.OptionValues("-e", "--editable")) > 0 {
			return d, false
		}
		for _, w := range slices.Concat(call.OptionValues("-r", "--requirement"), call.OptionValues("-c", "--constraint")) {
			if !w.Literal || strings.Contains(w.Value, "://") {
				return d, false
			}
			d.Manifests = append(d.Manifests, w.Value)
		}
		if slices.ContainsFunc(call.Packages, func(w shell.Word) bool { return !w.Literal || strings.ContainsAny(w.Value, "/") || w.Value == "." }) {
			return d, false // a package of the context
		}
	case "npm":
		if !slices.Contains([]string{"ci", "install"}, call.Verb) || len(call.Packages) > 0 || call.Has("-g", "--global", "--prefix", "-C") {
			return d, false
		}
		d.Manifests, d.Optional = []string{"package.json"}, []string{"package-lock.json", "npm-shrinkwrap.json", ".npmrc"}
	case "yarn":
		if call.Verb != "install" && call.Verb != "" || len(call.Packages) > 0 || call.Has("--cwd") {
			return d, false
		}
		d.Manifests, d.Optional = []string{"package.json"}, []string{"yarn.lock", ".npmrc", ".yarnrc", ".yarnrc.yml"}
	case "pnpm":
		if !slices.Contains([]string{"install", "ci"}, call.Verb) || len(call.Packages) > 0 || call.Has("--prefix", "-C", "--dir", "--filter", "-F", "-g") {
			return d, false
		}
		d.Manifests, d.Optional = []string{"package.json"}, []string{"pnpm-lock.yaml", "pnpm-workspace.yaml", ".npmrc"}
	case "go":
		if call.Verb != "mod download" || len(call.Packages) > 0 || call.Has("-C") {
			return d, false
		}
		d.Manifests, d.Optional = []string{"go.mod"}, []string{"go.sum"}
	case "poetry":
		if call.Verb != "install" && call.Verb != "sync" || !call.Has("--no-root") || call.Has("-C", "--directory", "-P", "--project") {
			return d, false
		}
		d.Manifests, d.Optional = []string{"pyproject.toml"}, []string{"poetry.lock", "poetry.toml"}
	case "conda", "mamba", "micromamba":
		if call.Verb != "env create" && call.Verb != "env update" {
			return d, false
		}
		for i, w := range call.Command.Words[1:] {
			switch before := call.Command.Words[i].Value; {
			case before != "-f" && before != "--file":
			case !w.Literal || strings.Contains(w.Value, "://"):
				return d, false
			default:
				d.Manifests = append(d.Manifests, w.Value)
			}
		}
	case "pipenv":
		if call.Verb != "sync" && (call.Verb != "install" || !call.Has("--deploy")) || len(call.Packages) > 0 {
			return d, false
		}
		d.Manifests, d.Optional = []string{"Pipfile"}, []string{"Pipfile.lock"}
	case "bundle":
		if call.Verb != "install" || call.Has("--gemfile") {
			return d, false
		}
		d.Manifests, d.Optional = []string{"Gemfile"}, []string{"Gemfile.lock"}
	default:
		return d, false
	}
	return d, len(d.Manifests) > 0
}

// InFolder returns the paths of files relative to target, a folder of the image. The files are
// relative to workdir, unless absolute. ok is false if one is outside, or may be.
func InFolder(target, workdir string, files []string) (names []string, ok bool) {
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

// InstallFolder returns the folder that an install runs in, after a first cd, or "" if it's
// not known.
func InstallFolder(install *dockerfile.Instruction) string {
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
