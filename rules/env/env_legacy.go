package env

import (
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
		"calls the old one legacy.",
	FixDoc: "Writes `key=value`, with quotes if the value has blanks. Offered only if BuildKit confirms that the value stays exactly the same.",
	Safety: lint.Safe,
	Check: lint.Dockerfile(func(p *lint.DockerfilePass) {
		for _, in := range p.File.Instructions {
			if !in.LegacyPair() {
				continue
			}
			var fix *lint.Fix
			if edit, ok := withEquals(in); ok {
				fix = &lint.Fix{Safety: lint.Safe, SameBuild: true, Note: "Adds the `=`. The values stay the same.", Edits: []lint.Edit{edit}}
			}
			p.Report(in.Span, "Without `=`, the whole rest of the line is the value, and so is anything added to it later. Write `key=value`.", fix)
		}
	}),
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
		text = `"` + text + `"`
	}
	return lint.Edit{Span: syntax.Span{Start: key.Span.End, End: value.Span.End}, New: "=" + text}, true
}

// quotedWhole reports whether one pair of quotes encloses the whole value.
func quotedWhole(text string) bool {
	n := len(text)
	return n > 1 && (text[0] == '"' || text[0] == '\'') && text[n-1] == text[0] && !strings.ContainsAny(text[1:n-1], string(text[0])+`\`)
}
