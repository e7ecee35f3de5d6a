package effects

import (
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/drydock-dev/drydock/syntax/shell"
)

// localProject is what `pip install .` names: the project in the working directory.
type localProject struct {
	words  []shell.Word // with -e in front
	extras []string     // of `.[a,b]`
}

// named reports whether a word names the project.
func (p localProject) named(w shell.Word) bool {
	return slices.ContainsFunc(p.words, func(own shell.Word) bool { return own.Span == w.Span })
}

// inWorkdir matches the working directory as a package, with extras or without.
var inWorkdir = regexp.MustCompile(`^\./?(?:\[([\w.,-]+)\])?$`)

// localProjectOf returns the project that is all that a call of pip installs.
func localProjectOf(call *shell.PackageCall) (p localProject, ok bool) {
	words := slices.Clone(call.Packages)
	for i, w := range call.Options {
		if w.Value == "-e" || w.Value == "--editable" {
			if i+1 == len(call.Options) {
				return p, false
			}
			words = append(words, call.Options[i+1])
			p.words = append(p.words, w)
		}
	}
	if len(words) != 1 || call.Has("-r", "--requirement", "-c", "--constraint", "--no-deps", "-t", "--target") {
		return p, false
	}
	name := words[0].Source // the shell may see a pattern in .[a], which matches no usual file
	if words[0].Literal {
		name = words[0].Value
	}
	m := inWorkdir.FindStringSubmatch(name)
	if m == nil {
		return p, false
	}
	if m[1] != "" {
		p.extras = strings.Split(m[1], ",")
	}
	p.words = append(p.words, words[0])
	return p, true
}

// ofPipIn is for an install of the project in the working directory whose pyproject.toml lists its
// dependencies.
func ofPipIn(call *shell.PackageCall, ahead func(localProject, pyproject) Ahead) (ProjectInstall, bool) {
	project, ok := localProjectOf(call)
	if !ok {
		return ProjectInstall{}, false
	}
	return ProjectInstall{manifests("pyproject.toml"), func(read Reader) (Ahead, bool) {
		listed, ok := readPyproject(read)
		if !ok || len(listed.Project.Dependencies) == 0 || slices.Contains(listed.Project.Dynamic, "dependencies") ||
			slices.ContainsFunc(project.extras, func(name string) bool { return listed.Project.Optional[name] == nil }) {
			return Ahead{}, false
		}
		a := ahead(project, listed)
		a.Again = "install all dependencies"
		return a, a.Command != ""
	}}, true
}

// quotable matches a word that can stand between double quotes in Python, in a script between single ones.
var quotable = regexp.MustCompile(`^[\w./:=@+,%~-]+$`)

// ofPip is for `pip install .`. pip has no command for a project's dependencies alone, so Python hands pip
// their list. tomllib is there from 3.11 on. https://github.com/pypa/pip/issues/11440
func ofPip(call *shell.PackageCall) (ProjectInstall, bool) {
	if call.Verb != "install" {
		return ProjectInstall{}, false
	}
	return ofPipIn(call, func(project localProject, _ pyproject) Ahead {
		lists := `*p["dependencies"]`
		for _, name := range project.extras {
			lists += fmt.Sprintf(`, *p["optional-dependencies"]["%s"]`, name)
		}
		var words, like []string
		for _, w := range call.Command.Words {
			if project.named(w) {
				continue
			}
			if !w.Literal || !quotable.MatchString(w.Value) {
				return Ahead{}
			}
			words, like = append(words, `"`+w.Value+`"`), append(like, w.Source)
			if w.Span.End == call.VerbWord.Span.End && !call.Has("--no-cache-dir") {
				words = append(words, `"--no-cache-dir"`)
			}
		}
		// The same environment's Python: pip3 and /opt/venv/bin/pip have theirs beside them.
		program := call.Command.Words[0].Value
		python := program
		if rest, isPip := strings.CutPrefix(path.Base(program), "pip"); isPip {
			python = program[:len(program)-len(path.Base(program))] + "python" + rest
		}
		return Ahead{
			Command: fmt.Sprintf(`%s -c 'import os, tomllib; p = tomllib.load(open("pyproject.toml", "rb"))["project"]; os.execlp(%s, %s, %s)'`, python, words[0], strings.Join(words, ", "), lists),
			Like:    strings.Join(append(like, "-r", "pyproject.toml"), " "),
			Python:  "3.11",
		}
	})
}
