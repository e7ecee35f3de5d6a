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

// onlyInstalls reports whether a RUN does nothing but install dependencies of
// the context and look after the package manager: then the context's other
// files cannot matter to it.
func onlyInstalls(in *syntax.Instruction) bool {
	s := in.Script()
	if s == nil || len(s.Steps) == 0 || len(in.Heredocs) > 0 {
		return false
	}
	for _, step := range s.Steps {
		if step.Command == nil {
			return false
		}
		if call := step.Command.Package(); call != nil {
			if _, ok := newDependencyInstall(call); ok || upkeep(call) {
				continue
			}
		}
		return false
	}
	return true
}

// upkeep reports whether a call looks after the package manager itself.
func upkeep(call *syntax.PackageCall) bool {
	switch call.Manager {
	case "pip":
		if call.Verb == "cache" {
			return true
		}
		return call.Verb == "install" && len(call.OptionValues("-r", "-c", "-e")) == 0 && !slices.ContainsFunc(call.Packages, func(w syntax.Word) bool {
			return !w.Literal || strings.ContainsAny(w.Value, "/") || w.Value == "."
		})
	case "npm", "yarn":
		return call.Verb == "cache" || call.Verb == "config"
	}
	return false
}

// installUp returns the fix that writes the lines from first (1-based) to an
// install's last anew: what it needs, the install with its comments, and the
// rest, with blank lines between them where the author has them.
func (p *Pass) installUp(first int, needed string, install *syntax.Instruction, rest, note string) *Fix {
	installFirst := p.File.CommentsAbove(install)
	separator := p.File.LineEnding()
	if installFirst > 1 && p.File.Blank(installFirst-1) {
		separator += separator
	}
	return &Fix{
		Safety: Review,
		Note:   note,
		Edits: []Edit{{
			Span: syntax.Span{Start: p.File.FullLineSpan(first).Start, End: p.File.LineSpan(install.EndLine).End},
			New:  needed + separator + p.File.LinesText(installFirst, install.EndLine) + separator + rest,
		}},
	}
}
