// Package kinds tells from a file's path which kind of file it is.
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

// kind is a kind of file that Drydock reads.
type kind struct {
	kind  syntax.Kind
	name  string // in settings
	title string // plural, for people
	is    func(path string) bool
	parse func(path string, source []byte) *syntax.File
	rare  bool // few of these files are about containers
}

var kinds = []kind{
	{syntax.Dockerfile, "dockerfile", "Dockerfiles", syntax.IsDockerfile, syntax.Parse, false},
	{syntax.Compose, "compose", "Compose files", compose.Is, compose.Parse, false},
	{syntax.ShellScript, "script", "shell scripts", script.Is, script.Parse, true},
	{syntax.Makefile, "makefile", "Makefiles", makefile.Is, makefile.Parse, true},
	{syntax.Workflow, "workflow", "GitHub Actions workflows", workflow.Is, workflow.Parse, true},
	{syntax.Unit, "unit", "systemd units", unit.Is, unit.Parse, true},
}

// of returns the kind of the file at path, nil if Drydock doesn't read it.
func of(path string) *kind {
	for i := range kinds {
		if kinds[i].is(path) {
			return &kinds[i]
		}
	}
	return nil
}

// Names returns the names of the kinds, as in settings.
func Names() (names []string) {
	for _, k := range kinds {
		names = append(names, k.name)
	}
	return names
}

// Title returns what people call files of a kind, such as "shell scripts".
func Title(kind syntax.Kind) string {
	for _, k := range kinds {
		if k.kind == kind {
			return k.title
		}
	}
	return string(kind)
}

// Name returns the name of the kind of the file at path, "" if Drydock doesn't read it.
func Name(path string) string {
	if k := of(path); k != nil {
		return k.name
	}
	return ""
}

// Of returns the kind of the file at path. It returns false if Drydock doesn't read it.
func Of(path string) (syntax.Kind, bool) {
	if k := of(path); k != nil {
		return k.kind, true
	}
	return syntax.Dockerfile, false
}

// Known reports whether Drydock reads the file at path.
func Known(path string) bool { return of(path) != nil }

// Rare reports whether the file at path is of a kind that is seldom about containers. A pull request
// may change many of these.
func Rare(path string) bool {
	k := of(path)
	return k != nil && k.rare
}

// Parse parses a file as the kind that its path says, by default as a Dockerfile.
func Parse(path string, source []byte) *syntax.File { return ParseLike(path, path, source) }

// ParseLike is Parse with the kind of another path, like. That may be the absolute path of the file.
func ParseLike(like, path string, source []byte) *syntax.File {
	if k := of(like); k != nil {
		return k.parse(path, source)
	}
	return syntax.Parse(path, source)
}
