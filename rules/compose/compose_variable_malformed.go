package compose

import (
	"regexp"
	"strings"

	"github.com/drydock-dev/drydock/lint"
	"github.com/drydock-dev/drydock/lint/edit"
	"github.com/drydock-dev/drydock/syntax"
	"github.com/drydock-dev/drydock/syntax/compose"
	"github.com/drydock-dev/drydock/syntax/yaml"
)

var VariableMalformed = &lint.Rule{
	ID:       "compose-variable-malformed",
	Severity: lint.Error,
	Profile:  lint.Recommended,
	Since:    "1.0",
	Summary:  "Compose can't expand a malformed variable",
	Doc: "Compose replaces `$NAME` and `${NAME}` in every value before it does anything else. If `${`\n" +
		"doesn't start a valid variable, Compose stops and none of the services starts. For the\n" +
		"container's shell to expand a variable, write two dollar signs: `$${1}`.",
	FixDoc: "Doubles the dollar sign if the braces are closed and hold something only a shell expands. Doesn't fix a variable that is cut off.",
	Safety: lint.Review,
	Check: lint.Compose(func(p *lint.ComposePass) {
		file := p.File
		seen := map[syntax.Span]bool{} // an anchor's values appear several times in the tree
		for place, v := range file.Root.Scalars() {
			if seen[v.Span] || !strings.Contains(v.Text, "${") || compose.Expands(v.Text) {
				continue
			}
			seen[v.Span] = true
			p.Report(v.Span, "`${` starts a variable here, but it isn't a valid one, so Compose rejects the whole file. Close the braces, or write `$${` for the container's shell to expand.", doubleDollar(p.File, v, place))
		}
	}),
}

// ofShells matches expansions in braces that only a shell understands. Its group is the
// dollar sign.
var ofShells = regexp.MustCompile(`(?:^|[^$])(?:\$\$)*(\$)\{(?:[0-9@*#?!-]|[#!][A-Za-z_0-9@*]+|[A-Za-z_]\w*(?:\[[^\]}]*\]|[%/^,:][^}]*))[^{}]*\}`)

// shellPlace matches the paths of values that a shell may read.
var shellPlace = regexp.MustCompile(`^services\..*\.(?:command|entrypoint|healthcheck\.test|post_start|pre_stop)(?:\.|$)`)

// doubleDollar returns the fix that doubles the dollar signs meant for a shell. It returns
// nil if nothing shows that a shell is meant, or if doubling isn't enough.
func doubleDollar(file *compose.File, v *yaml.Value, place string) *lint.Fix {
	if !v.Exact || v.Shared || !shellPlace.MatchString(place) {
		return nil
	}
	var edits []lint.Edit
	for text := file.Text(v.Span); !compose.Expands(text); {
		at := ofShells.FindStringSubmatchIndex(text)
		if at == nil {
			return nil
		}
		edits = append(edits, edit.Insert(v.Span.Start+at[2]-len(edits), "$"))
		text = text[:at[2]] + "$" + text[at[2]:]
	}
	return &lint.Fix{Safety: lint.Review, Note: "Compose passes `$${…}` to the container as `${…}`, for its shell to expand.", Edits: edits, Places: []string{place}}
}
