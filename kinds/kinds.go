// Package kinds knows the kinds of files that Drydock reads, by their names.
//
// It may import syntax and the packages below it.
package kinds

import (
	"github.com/drydock-dev/drydock/syntax"
	"github.com/drydock-dev/drydock/syntax/compose"
	"github.com/drydock-dev/drydock/syntax/script"
	"github.com/drydock-dev/drydock/syntax/unit"
)

// kinds are the kinds of files, each with the names it has and what reads it.
var kinds = []struct {
	kind  syntax.Kind
	is    func(path string) bool
	parse func(path string, source []byte) *syntax.File
}{
	{syntax.Dockerfile, syntax.IsDockerfile, syntax.Parse},
	{syntax.Compose, compose.Is, compose.Parse},
	{syntax.ShellScript, script.Is, script.Parse},
	{syntax.Unit, unit.Is, unit.Parse},
}

// Names are the names of the kinds, as settings have them.
var Names = []string{"dockerfile", "compose", "script", "unit"}

// Name returns a kind's name.
func Name(k syntax.Kind) string {
	if k == syntax.Dockerfile {
		return Names[0]
	}
	return string(k)
}

// Of returns the kind of a file by its path; false when it is none that is read.
func Of(path string) (syntax.Kind, bool) {
	for _, k := range kinds {
		if k.is(path) {
			return k.kind, true
		}
	}
	return syntax.Dockerfile, false
}

// Known reports whether a file of this path is read.
func Known(path string) bool {
	_, known := Of(path)
	return known
}

// Parse reads a file as its name says, and one of another name as a Dockerfile.
func Parse(path string, source []byte) *syntax.File {
	for _, k := range kinds {
		if k.is(path) {
			return k.parse(path, source)
		}
	}
	return syntax.Parse(path, source)
}
