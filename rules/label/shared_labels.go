package label

import (
	"fmt"
	"strings"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"

	"github.com/drydock-dev/drydock/lint"
	"github.com/drydock-dev/drydock/syntax"
	"github.com/drydock-dev/drydock/syntax/dockerfile"
)

// label is one pair of a LABEL.
type label struct {
	in         *dockerfile.Instruction
	at         syntax.Span
	key, value string
	plain      bool // no variable in the value
}

// labels returns the pairs of a LABEL, without the quotes around keys and values. Other
// instructions have none.
func labels(in *dockerfile.Instruction) []label {
	parsed, ok := in.Parsed.(*instructions.LabelCommand)
	if !ok {
		return nil
	}
	var all []label
	for i, pair := range parsed.Labels {
		l := label{in: in, at: in.Span, key: strings.Trim(pair.Key, `"'`), value: strings.Trim(pair.Value, `"'`)}
		l.plain = !strings.Contains(l.value, "$")
		if len(in.Args) == len(parsed.Labels) {
			l.at = in.Args[i].Span
		}
		all = append(all, l)
	}
	return all
}

// checkLabels reports the labels that should have a form but don't. The message says what
// the value isn't, and how to write it.
func checkLabels(p *lint.DockerfilePass, form lint.LabelForm, message string) {
	for in := range p.File.Triggered() {
		for _, l := range labels(in) {
			if p.Options.Labels[l.key] == form && l.plain && !form.Fits(l.value) {
				p.Report(l.at, fmt.Sprintf("`%s` is `%s`, %s", l.key, l.value, message), nil)
			}
		}
	}
}
