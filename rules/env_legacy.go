package rules

import (
	"strings"

	"github.com/drydock-dev/drydock/syntax"
)

var envLegacy = &Rule{
	ID:       "env-legacy",
	BuildKit: []string{"LegacyKeyValueFormat"},
	Severity: Info,
	Profile:  Recommended,
	Since:    "1.0",
	Summary:  "the old form `ENV key value` without `=`",
	Doc: "`ENV key value` takes the whole rest of the line as the value, so a second\n" +
		"`key=value` on it silently becomes part of the first one's value. The form with\n" +
		"`=` says where a value ends. BuildKit marks the old one as legacy.",
	FixDoc: "Writes `key=value`, quoted where the value has blanks, where BuildKit confirms that the value is the same to the letter.",
	Safety: Safe,
	Check: func(p *Pass) {
		for _, block := range legacyBlocks(p) {
			first, last := block[0], block[len(block)-1]
			fix := &Fix{Safety: Safe, SameBuild: true, Note: "The values stay the same."}
			for _, in := range block {
				edit, ok := withEquals(p, in)
				if !ok {
					fix = nil
					break
				}
				fix.Edits = append(fix.Edits, edit)
			}
			p.Report(syntax.Span{Start: first.Span.Start, End: last.Span.End},
				"Without `=` the whole rest of the line is the value, so whatever is added to the line later becomes part of it. Write `key=value`.", fix)
		}
	},
}

// legacyBlocks returns the instructions of the old form, neighbouring ones
// together: they are one habit, and one finding.
func legacyBlocks(p *Pass) [][]*syntax.Instruction {
	var blocks [][]*syntax.Instruction
	for _, in := range p.File.Instructions {
		if !in.LegacyPair() {
			continue
		}
		if n := len(blocks); n > 0 {
			last := blocks[n-1][len(blocks[n-1])-1]
			if last.Index+1 == in.Index && in.EndLine-blocks[n-1][0].Line < MaxLines {
				blocks[n-1] = append(blocks[n-1], in)
				continue
			}
		}
		blocks = append(blocks, []*syntax.Instruction{in})
	}
	return blocks
}

// withEquals returns the edit that puts `=` between key and value. Values that
// need more than double quotes around them are left alone.
func withEquals(p *Pass, in *syntax.Instruction) (Edit, bool) {
	if len(in.Args) != 2 || in.Line != in.EndLine {
		return Edit{}, false
	}
	key, value := in.Args[0], in.Args[1]
	text := value.Text
	if strings.ContainsAny(text, " \t") && !quotedWhole(text) {
		if strings.ContainsAny(text, `"'`+"\\`") {
			return Edit{}, false
		}
		text = `"` + text + `"`
	}
	return Edit{Span: syntax.Span{Start: key.Span.End, End: value.Span.End}, New: "=" + text}, true
}

// quotedWhole reports whether one pair of quotes encloses a value.
func quotedWhole(text string) bool {
	n := len(text)
	return n > 1 && (text[0] == '"' || text[0] == '\'') && text[n-1] == text[0] && !strings.ContainsAny(text[1:n-1], string(text[0])+`\`)
}
