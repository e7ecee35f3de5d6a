package needs

import (
	"encoding/json"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/drydock-dev/drydock/effects"
	"github.com/drydock-dev/drydock/syntax/dockerfile"
	"github.com/drydock-dev/drydock/syntax/shell"
)

// environment returns the tool that makes the project's virtual environment in the home folder.
func (p *Program) environment(c effects.Ran, words []string) (tool, variable string) {
	for _, e := range environments {
		called := slices.ContainsFunc(e.verbs, func(verb string) bool { return matches(words, []string{e.tool, verb}) })
		if !called || p.isMoved(c, e.moves) || e.option != "" && slices.Contains(words, e.option) {
			continue
		}
		isSet := slices.ContainsFunc(p.commands, func(other effects.Ran) bool {
			return other.Program() == e.tool && slices.ContainsFunc(other.Values(), func(w string) bool { return slices.Contains(e.settings, w) })
		})
		if isSet || e.file != "" && p.known.ReadInContext(p.file, e.file) != nil {
			continue
		}
		first, _, _ := strings.Cut(e.moves, " ")
		return e.tool + " " + e.verbs[0], first
	}
	return "", ""
}

// managedPython reports a call of uv that may download a Python of its own: where the image has none,
// or where it is asked for a certain one.
func (p *Program) managedPython(c effects.Ran, words []string) (tool, variable string) {
	all := append([]string{path.Base(c.Values()[0])}, c.Values()[1:]...)
	uses := matches(all, []string{"uv", "sync"}) || matches(all, []string{"uv", "venv"}) || matches(all, []string{"uv", "run"})
	if !uses || p.isMoved(c, "UV_PYTHON_INSTALL_DIR UV_SYSTEM_PYTHON") || p.prefersSystem(c, all) {
		return "", ""
	}
	asked := ""
	for i, w := range all {
		if name, value, inOne := strings.Cut(w, "="); name == "--python" || w == "-p" {
			if asked = value; !inOne && i+1 < len(all) {
				asked = all[i+1]
			}
		}
	}
	if asked == "" {
		asked, _ = p.stage.Var("UV_PYTHON", c.In)
	}
	if asked == "" {
		asked = strings.TrimSpace(string(p.known.ReadInContext(p.file, ".python-version")))
	}
	if p.hasPython() && (asked == "" || path.IsAbs(asked) || p.base.Tag == "" || strings.HasPrefix(asked, "python") || strings.HasPrefix(p.base.Tag, asked) || strings.HasPrefix(asked, firstPart(p.base.Tag))) {
		return "", ""
	}
	return "uv", "UV_PYTHON_INSTALL_DIR"
}

func firstPart(tag string) string {
	first, _, _ := strings.Cut(tag, "-")
	return first
}

// prefersSystem reports whether uv is told not to download a Python.
func (p *Program) prefersSystem(c effects.Ran, words []string) bool {
	preference, _ := p.stage.Var("UV_PYTHON_PREFERENCE", c.In)
	downloads, _ := p.stage.Var("UV_PYTHON_DOWNLOADS", c.In)
	managed, _ := p.stage.Var("UV_NO_MANAGED_PYTHON", c.In)
	return preference == "only-system" || downloads == "never" || downloads == "0" || managed == "1" ||
		slices.Contains(words, "--no-python-downloads") || slices.Contains(words, "--no-managed-python") || slices.Contains(words, "only-system")
}

// hasPython reports whether the image has a Python that the distribution or the base image brings.
func (p *Program) hasPython() bool {
	if p.base.Language == "python" {
		return true
	}
	return slices.ContainsFunc(p.commands, func(c effects.Ran) bool {
		call := c.Package()
		return call != nil && call.Installs() && slices.ContainsFunc(call.PackageNames(), isPythonPackage)
	})
}

func isPythonPackage(name string) bool {
	rest, is := strings.CutPrefix(name, "python3")
	return is && (rest == "" || rest == "-full" || rest == "-dev" || strings.HasPrefix(rest, "."))
}

// identifiers matches the names in a text of another language.
var identifiers = regexp.MustCompile(`\w+`)

// pythonText returns the module that a Python program, in the command or in the tree, downloads with.
func (p *Program) pythonText(c effects.Ran, words []string) (tool, variable string) {
	if len(words) == 0 || !isPython(words[0]) {
		return "", ""
	}
	text := ""
	if i := slices.Index(words, "-c"); i > 0 && i+1 < len(words) {
		text = textOf(c.Words[len(c.Words)-len(words)+i+1])
	} else if i := slices.IndexFunc(words, func(w string) bool { return strings.HasSuffix(w, ".py") }); i > 0 && p.known.Tree != nil {
		if _, source := p.known.SourceOf(p.file, p.stage, words[i]); len(source) < maxManifest {
			text = string(source)
		}
	}
	for _, r := range c.Redirects {
		for _, h := range c.In.Heredocs {
			if h.Name == r.Target.Value {
				text += p.file.Text(h.Body)
			}
		}
	}
	if text == "" || strings.Contains(text, "cache_dir") || strings.Contains(text, "download_dir") || strings.Contains(text, "local_dir") || strings.Contains(text, "download_root") {
		return "", ""
	}
	for _, name := range identifiers.FindAllString(text, -1) {
		variables, downloads := downloading[name]
		if downloads && (name != "hub" || strings.Contains(text, "torch")) && !p.isMoved(c, variables) {
			first, _, _ := strings.Cut(variables, " ")
			return name, first
		}
	}
	return "", ""
}

// browser returns the npm package that downloads a browser when it is installed.
func (p *Program) browser(c effects.Ran, _ []string) (tool, variable string) {
	call := c.Package()
	if call == nil || !call.Installs() || !slices.Contains([]string{"npm", "yarn", "pnpm"}, call.Manager) || call.Has("--ignore-scripts") {
		return "", ""
	}
	var names []string
	for _, n := range call.PackageNames() {
		name, _, _ := strings.Cut(n, "@")
		names = append(names, name)
	}
	if len(names) == 0 {
		names = p.npmPackages(c.In, call)
	}
	for _, n := range names {
		if variables, is := browserPackages[n]; is && !p.isMoved(c, variables) {
			first, _, _ := strings.Cut(variables, " ")
			return n, first
		}
	}
	return "", ""
}

// maxManifest is the size in bytes of the longest file of the tree that is read for what it names.
const maxManifest = 256 << 10

// npmPackages returns the packages that the `package.json` in the context names for an install.
func (p *Program) npmPackages(in *dockerfile.Instruction, call *shell.PackageCall) (names []string) {
	text := p.known.ReadInContext(p.file, path.Join(effects.InstallFolder(in), "package.json"))
	if text == nil {
		text = p.known.ReadInContext(p.file, "package.json")
	}
	var manifest struct{ Dependencies, DevDependencies map[string]any }
	if len(text) == 0 || len(text) > maxManifest || !decode(text, &manifest) {
		return nil
	}
	for name := range manifest.Dependencies {
		names = append(names, name)
	}
	if !call.Has("--production") && !call.Has("--omit") && !call.Has("--prod") && !call.Has("-P") {
		for name := range manifest.DevDependencies {
			names = append(names, name)
		}
	}
	return names
}

// decode reads JSON and reports whether it could.
func decode(text []byte, into any) bool { return json.Unmarshal(text, into) == nil }
