package rules

import (
	"strings"

	"github.com/drydock-dev/drydock/syntax"
	"github.com/drydock-dev/drydock/syntax/compose"
	"github.com/drydock-dev/drydock/syntax/yaml"
)

var composeInvalid = &Rule{
	ID:       "compose-invalid",
	Kinds:    []syntax.Kind{syntax.Compose},
	Severity: Error,
	Profile:  Recommended,
	Since:    "1.0",
	Summary:  "Compose does not load the file",
	Doc: "Compose checks the whole file before it starts anything: at a key that it does not know, or\n" +
		"a value of another form than it takes, it stops, and none of the services starts. Keys of\n" +
		"your own begin with `x-`.\n\n" +
		"What is wrong is said by compose-go, the reference implementation, and by the schema that\n" +
		"comes with it. What depends on variables is left alone.",
	FixDoc: "Renames a key that differs by a letter or two from one that Compose knows, where the service has no such key yet.",
	Safety: Review,
	Check: func(p *Pass) {
		file, ok := p.File.Model.(*compose.File)
		if !ok {
			return
		}
		for _, problem := range file.Problems() {
			if !problem.Unknown {
				p.Report(problem.Span, "Compose does not load this file: "+problem.Message+". None of its services starts until that is mended.", nil)
				continue
			}
			message := "Compose does not know `" + problem.Key.Text + "` here, and none of the services starts. "
			if problem.Near != "" {
				p.Report(problem.Span, message+"Did you mean `"+problem.Near+"`?", p.renameKey(file, problem))
				continue
			}
			p.Report(problem.Span, message+"Take it out, or let it begin with `x-` if it is your own.", nil)
		}
	},
}

// renameKey returns the fix that gives a key the name that was meant, nil where that name
// is taken.
func (p *Pass) renameKey(file *compose.File, problem compose.Problem) *Fix {
	parent := strings.TrimSuffix(strings.TrimSuffix(problem.Place, problem.Key.Text), ".")
	siblings := file.Root
	if parent != "" {
		siblings = siblings.Get(strings.Split(parent, ".")...)
	}
	if !problem.Key.Exact || problem.Key.Shared || siblings == nil || siblings.Get(problem.Near) != nil {
		return nil
	}
	return &Fix{
		Safety: Review, Note: "Look at whether `" + problem.Near + "` is what was meant.",
		Edits:  []Edit{{Span: problem.Key.Span, New: problem.Near}},
		Places: []string{problem.Place, yaml.Below(parent, problem.Near)},
	}
}
