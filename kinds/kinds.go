// Package kinds knows the kinds of files that Drydock reads, by their names.
//
// It may import syntax and the packages below it.
package kinds

import (
	"github.com/drydock-dev/drydock/syntax"
	"github.com/drydock-dev/drydock/syntax/compose"
	"github.com/drydock-dev/drydock/syntax/makefile"
	"github.com/drydock-dev/drydock/syntax/script"
	"github.com/drydock-dev/drydock/syntax/unit"
	"github.com/drydock-dev/drydock/syntax/workflow"
)

// kind is a kind of file.
type kind struct {
	kind  syntax.Kind
	name  string // in settings
	title string // of several, for people
	is    func(path string) bool
	parse func(path string, source []byte) *syntax.File
	rare  bool // few of them have to do with containers
}

var kinds = []kind{
	{syntax.Dockerfile, "dockerfile", "Dockerfiles", syntax.IsDockerfile, syntax.Parse, false},
	{syntax.Compose, "compose", "Compose files", compose.Is, compose.Parse, false},
	{syntax.ShellScript, "script", "shell scripts", script.Is, script.Parse, true},
	{syntax.Makefile, "makefile", "Makefiles", makefile.Is, makefile.Parse, true},
	{syntax.Workflow, "workflow", "workflows of GitHub Actions", workflow.Is, workflow.Parse, true},
	{syntax.Unit, "unit", "units of systemd", unit.Is, unit.Parse, true},
}

// of returns the kind of a file by its path, nil for none that is read.
func of(path string) *kind {
	for i := range kinds {
		if kinds[i].is(path) {
			return &kinds[i]
		}
	}
	return nil
}

// Names returns the names of the kinds, as settings have them.
func Names() (names []string) {
	for _, k := range kinds {
		names = append(names, k.name)
	}
	return names
}

// Title returns what files of a kind are called, for people.
func Title(kind syntax.Kind) string {
	for _, k := range kinds {
		if k.kind == kind {
			return k.title
		}
	}
	return string(kind)
}

// Name returns the name of a file's kind by its path, "" for none that is read.
func Name(path string) string {
	if k := of(path); k != nil {
		return k.name
	}
	return ""
}

// Of returns the kind of a file by its path; false when it is none that is read.
func Of(path string) (syntax.Kind, bool) {
	if k := of(path); k != nil {
		return k.kind, true
	}
	return syntax.Dockerfile, false
}

// Known reports whether a file of this path is read.
func Known(path string) bool { return of(path) != nil }

// Rare reports whether files of such a path seldom have to do with containers: a change
// may have many of them.
func Rare(path string) bool {
	k := of(path)
	return k != nil && k.rare
}

// Parse reads a file as its name says, and one of another name as a Dockerfile.
func Parse(path string, source []byte) *syntax.File { return ParseLike(path, path, source) }

// ParseLike reads a file as another name says: the whole one, of which path is a part.
func ParseLike(like, path string, source []byte) *syntax.File {
	if k := of(like); k != nil {
		return k.parse(path, source)
	}
	return syntax.Parse(path, source)
}
