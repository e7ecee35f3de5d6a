package rules

import (
	"regexp"
	"strings"

	"github.com/drydock-dev/drydock/syntax"
	"github.com/drydock-dev/drydock/syntax/compose"
	"github.com/drydock-dev/drydock/syntax/yaml"
)

var composeVariableMalformed = &Rule{
	ID:       "compose-variable-malformed",
	Kinds:    []syntax.Kind{syntax.Compose},
	Severity: Error,
	Profile:  Recommended,
	Since:    "1.0",
	Summary:  "Compose cannot put a variable in",
	Doc: "Compose replaces `$NAME` and `${NAME}` in every value, before anything else. At a `${` that\n" +
		"is not the start of a name it stops, and none of the services starts. What a shell in the\n" +
		"container is to replace is written with two dollar signs: `$${1}`.",
	FixDoc: "Writes the dollar sign twice where the braces are closed and hold what only a shell knows. For a variable that is cut off nothing is offered.",
	Safety: Review,
	Check: func(p *Pass) {
		file, ok := p.File.Model.(*compose.File)
		if !ok {
			return
		}
		seen := map[syntax.Span]bool{} // an anchor's values stand in several places of the tree
		for place, v := range file.Root.Scalars() {
			if seen[v.Span] || !strings.Contains(v.Text, "${") || compose.Expands(v.Text) {
				continue
			}
			seen[v.Span] = true
			p.Report(v.Span, "Compose takes `${` for the start of a variable and stops here, since this is none: no service of this file starts. Close the braces, or write `$${` for what a shell in the container is to replace.", p.doubleDollar(v, place))
		}
	},
}

// ofShells matches what is in braces for a shell and never for Compose; its group is the
// dollar sign.
var ofShells = regexp.MustCompile(`(?:^|[^$])(?:\$\$)*(\$)\{(?:[0-9@*#?!-]|[#!][A-Za-z_0-9@*]+|[A-Za-z_]\w*(?:\[[^\]}]*\]|[%/^,:][^}]*))[^{}]*\}`)

// shellPlace matches the places whose values a shell may read.
var shellPlace = regexp.MustCompile(`^services\..*\.(?:command|entrypoint|healthcheck\.test|post_start|pre_stop)(?:\.|$)`)

// doubleDollar returns the fix, nil where it is not seen that a shell is meant, or that
// would not be enough.
func (p *Pass) doubleDollar(v *yaml.Value, place string) *Fix {
	if !v.Exact || v.Shared || !shellPlace.MatchString(place) {
		return nil
	}
	var edits []Edit
	for text := p.File.Text(v.Span); !compose.Expands(text); {
		at := ofShells.FindStringSubmatchIndex(text)
		if at == nil {
			return nil
		}
		edits = append(edits, insert(v.Span.Start+at[2]-len(edits), "$"))
		text = text[:at[2]] + "$" + text[at[2]:]
	}
	return &Fix{Safety: Review, Note: "Compose leaves `$${…}` to the shell in the container, as `${…}`.", Edits: edits, Places: []string{place}}
}
