package compose

import (
	"fmt"
	"strings"

	"github.com/drydock-dev/drydock/lint"
	"github.com/drydock-dev/drydock/syntax/compose"
	"github.com/drydock-dev/drydock/syntax/yaml"
)

var Invalid = &lint.Rule{
	ID:       "compose-invalid",
	Severity: lint.Error,
	Profile:  lint.Recommended,
	Since:    "1.0",
	Summary:  "Compose can't load the file",
	Doc: "Compose checks the whole file before it starts anything. If it finds an unknown key or a\n" +
		"value of the wrong type, it stops and starts none of the services. Keys of your own begin\n" +
		"with `x-`.\n\n" +
		"The problems come from compose-go, the reference implementation, and its schema. The rule\n" +
		"skips whatever depends on variables.",
	FixDoc: "Renames a key that differs by a letter or two from one that Compose knows, unless that key is there already.",
	Safety: lint.Review,
	Check: lint.Compose(func(p *lint.ComposePass) {
		file := p.File
		for _, problem := range file.Problems() {
			if !problem.Unknown {
				p.Report(problem.Span, fmt.Sprintf("No service in this file starts. Compose rejects the file: %s.", problem.Message), nil)
				continue
			}
			if problem.Near != "" {
				p.Report(problem.Span, fmt.Sprintf(
					"No service in this file starts: Compose doesn't know `%s` here. Did you mean `%s`?",
					problem.Key.Text, problem.Near), renameKey(file, problem))
				continue
			}
			p.Report(problem.Span, fmt.Sprintf(
				"No service in this file starts: Compose doesn't know `%s` here. Remove it, or prefix it with `x-` if it's your own.",
				problem.Key.Text), nil)
		}
	}),
}

// renameKey returns the fix that corrects a key's name. It returns nil if the map already
// has a key of that name.
func renameKey(file *compose.File, problem compose.Problem) *lint.Fix {
	parent := strings.TrimSuffix(strings.TrimSuffix(problem.Place, problem.Key.Text), ".")
	siblings := file.Root
	if parent != "" {
		siblings = siblings.Get(strings.Split(parent, ".")...)
	}
	if !problem.Key.Exact || problem.Key.Shared || siblings == nil || siblings.Get(problem.Near) != nil {
		return nil
	}
	return &lint.Fix{
		Safety: lint.Review, Note: "Check that you meant `" + problem.Near + "`.",
		Edits:  []lint.Edit{{Span: problem.Key.Span, New: problem.Near}},
		Places: []string{problem.Place, yaml.Below(parent, problem.Near)},
	}
}
