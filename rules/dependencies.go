package rules

import (
	"slices"
	"strings"

	"github.com/drydock-dev/drydock/syntax"
)

// dependencyInstall is an install of what files of the build context ask for:
// `pip install -r requirements.txt`, `npm ci`, `go mod download`.
type dependencyInstall struct {
	call *syntax.PackageCall
	// manifests are the files it must have, optional the ones it takes when
	// they are there; relative to the directory it runs in unless absolute.
	manifests, optional []string
}

// files returns all files that the install reads.
func (d dependencyInstall) files() []string { return slices.Concat(d.manifests, d.optional) }

// dependencyInstalls returns the installs of a RUN, in the order of the text.
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
