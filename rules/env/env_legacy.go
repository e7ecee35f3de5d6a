package env

import (
	"fmt"
	"strings"

	"github.com/drydock-dev/drydock/lint"
	"github.com/drydock-dev/drydock/syntax"
	"github.com/drydock-dev/drydock/syntax/dockerfile"
)

var Legacy = &lint.Rule{
	ID:       "env-legacy",
	BuildKit: []string{"LegacyKeyValueFormat"},
	Severity: lint.Info,
	Profile:  lint.Recommended,
	Since:    "1.0",
	Summary:  "the old form `ENV key value` without `=`",
	Doc: "In `ENV key value` the whole rest of the line is the value. A second `key=value` on the\n" +
		"line silently becomes part of it. The form with `=` says where a value ends. BuildKit\n" +
		"calls the old one legacy. `ENV key = value` is the old form too: its value is `= value`.",
	FixDoc: "Writes `key=value`, with quotes if the value has blanks. Offered only if BuildKit confirms that the value stays exactly the same. Blanks around a `=` are removed, which changes the value: check that one.",
	Safety: lint.Safe,
	Check: lint.Dockerfile(func(p *lint.DockerfilePass) {
		for _, in := range p.File.Instructions {
			if !in.LegacyPair() {
				continue
			}
			edit, ok := withEquals(in)
			if value, spaced := strings.CutPrefix(in.Args[1].Text, "="); spaced {
				reportSpacedEquals(p, in, strings.TrimSpace(value), edit, ok)
				continue
			}
			var fix *lint.Fix
			if ok {
				fix = &lint.Fix{Safety: lint.Safe, SameBuild: true, Note: "Adds the `=`. The values stay the same.", Edits: []lint.Edit{edit}}
			}
			p.Report(in.Span, "Without `=`, the whole rest of the line is the value, and so is anything added to it later. Write `key=value`.", fix)
		}
	}),
}

// reportSpacedEquals reports a pair with blanks around the `=`, which becomes part of the value.
func reportSpacedEquals(p *lint.DockerfilePass, in *dockerfile.Instruction, value string, edit lint.Edit, ok bool) {
	var fix *lint.Fix
	if ok {
		edit.New = "=" + quoted(value)
		fix = &lint.Fix{Safety: lint.Review, Note: fmt.Sprintf("The value of `%s` becomes `%s`.", in.Args[0].Text, value), Edits: []lint.Edit{edit}, Calls: lint.Calls{Values: true}}
	}
	p.Report(in.Span, fmt.Sprintf("With blanks around the `=`, `%s` has the value `%s`. Remove them.", in.Args[0].Text, in.Args[1].Text), fix)
}

// withEquals returns the edit that puts `=` between key and value. ok is false if the value
// needs more than double quotes around it.
func withEquals(in *dockerfile.Instruction) (edit lint.Edit, ok bool) {
	if len(in.Args) != 2 || in.Line != in.EndLine {
		return lint.Edit{}, false
	}
	key, value := in.Args[0], in.Args[1]
	text := value.Text
	if strings.ContainsAny(text, " \t") && !quotedWhole(text) {
		if strings.ContainsAny(text, `"'`+"\\`") {
			return lint.Edit{}, false
		}
	}
	return lint.Edit{Span: syntax.Span{Start: key.Span.End, End: value.Span.End}, New: "=" + quoted(text)}, true
}

// quoted returns a value in double quotes if it has blanks and no quotes around it.
func quoted(text string) string {
	if strings.ContainsAny(text, " \t") && !quotedWhole(text) {
		return `"` + text + `"`
	}
	return text
}

// quotedWhole reports whether one pair of quotes encloses the whole value.
func quotedWhole(text string) bool {
	n := len(text)
	return n > 1 && (text[0] == '"' || text[0] == '\'') && text[n-1] == text[0] && !strings.ContainsAny(text[1:n-1], string(text[0])+`\`)
}
