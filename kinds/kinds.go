// Package kinds tells from a file's path which kind of file it is.
//
// It may import syntax and the packages below it.
package kinds

import (
	"slices"
	"strings"
	"sync"

	"github.com/drydock-dev/drydock/syntax"
	"github.com/drydock-dev/drydock/syntax/compose"
	"github.com/drydock-dev/drydock/syntax/dockerfile"
	"github.com/drydock-dev/drydock/syntax/makefile"
	"github.com/drydock-dev/drydock/syntax/shell"
	"github.com/drydock-dev/drydock/syntax/unit"
	"github.com/drydock-dev/drydock/syntax/workflow"
)

// kind is a kind of file that Drydock reads.
type kind struct {
	kind  syntax.Kind
	name  string // in settings
	noun  string // for people
	title string // the plural
	// language is what fences of Markdown call it.
	language string
	is       func(path string) bool
	parse    func(path string, source []byte) syntax.File
	rare     bool // few of these files are about containers
}

var kinds = []kind{
	{syntax.Dockerfile, "dockerfile", "Dockerfile", "Dockerfiles", "dockerfile", dockerfile.Is, func(path string, source []byte) syntax.File { return dockerfile.Parse(path, source) }, false},
	{syntax.Compose, "compose", "Compose file", "Compose files", "yaml", compose.Is, compose.Parse, false},
	{syntax.ShellScript, "script", "shell script", "shell scripts", "sh", shell.Is, shell.ParseFile, true},
	{syntax.Makefile, "makefile", "Makefile", "Makefiles", "makefile", makefile.Is, makefile.Parse, true},
	{syntax.Workflow, "workflow", "workflow", "GitHub Actions workflows", "yaml", workflow.Is, workflow.Parse, true},
	{syntax.Unit, "unit", "systemd unit", "systemd units", "ini", unit.Is, unit.Parse, true},
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

// All returns the kinds.
func All() (all []syntax.Kind) {
	for _, k := range kinds {
		all = append(all, k.kind)
	}
	return all
}

// Samples returns an empty file of each kind.
var Samples = sync.OnceValue(func() (samples []syntax.File) {
	for _, k := range kinds {
		samples = append(samples, k.parse("", nil))
	}
	return samples
})

// Names returns the names of the kinds, as in settings.
func Names() (names []string) {
	for _, k := range kinds {
		names = append(names, k.name)
	}
	return names
}

// AnyNoun names a file of any kind, for people: "Dockerfile, Compose file, … or systemd unit".
func AnyNoun() string {
	var nouns []string
	for _, k := range kinds {
		nouns = append(nouns, k.noun)
	}
	last := len(nouns) - 1
	return strings.Join(nouns[:last], ", ") + " or " + nouns[last]
}

// Noun returns what people call a file of a kind, such as "shell script".
func Noun(kind syntax.Kind) string { return byKind(kind).noun }

// Title returns what people call files of a kind, such as "shell scripts".
func Title(kind syntax.Kind) string { return byKind(kind).title }

// Language returns what Markdown's fences call files of a kind, such as "dockerfile".
func Language(kind syntax.Kind) string { return byKind(kind).language }

// byKind returns what is known of a kind. Every kind of package syntax is there.
func byKind(k syntax.Kind) *kind {
	return &kinds[slices.IndexFunc(kinds, func(known kind) bool { return known.kind == k })]
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
func Parse(path string, source []byte) syntax.File { return ParseLike(path, path, source) }

// ParseAs parses a file as a kind, whatever its path says.
func ParseAs(kind syntax.Kind, path string, source []byte) syntax.File {
	return byKind(kind).parse(path, source)
}

// ParseLike is Parse with the kind of another path, like. That may be the absolute path of the file.
func ParseLike(like, path string, source []byte) syntax.File {
	if k := of(like); k != nil {
		return k.parse(path, source)
	}
	return dockerfile.Parse(path, source)
}
