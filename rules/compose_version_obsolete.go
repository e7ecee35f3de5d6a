package rules

import (
	"github.com/drydock-dev/drydock/syntax"
	"github.com/drydock-dev/drydock/syntax/compose"
	"github.com/drydock-dev/drydock/syntax/yaml"
)

var composeVersionObsolete = &Rule{
	ID:       "compose-version-obsolete",
	Kinds:    []syntax.Kind{syntax.Compose},
	Aliases:  []string{"no-version-field"},
	Severity: Info,
	Profile:  Recommended,
	Since:    "1.0",
	Summary:  "`version:` in a Compose file, which Compose ignores",
	Doc: "Compose reads every file by the current specification, whatever version the file names. It\n" +
		"warns about the line on every run. All the line does is make readers look up what version 3\n" +
		"couldn't do.\n\n" +
		"Source: the Compose specification, `04-version-and-name.md`.",
	FixDoc: "Removes the line. Compose reads the file as before. Only `docker stack deploy` and Compose before 1.27 still need it.",
	Safety: Review,
	Check: func(p *Pass) {
		file := p.File.Model.(*compose.File)
		e, ok := file.Root.Entry("version")
		if !ok || e.Value.Kind != yaml.Scalar {
			return
		}
		span := entrySpan(e)
		p.Report(span, "Compose ignores `version` and warns about it on every run. Remove the line.", p.removeEntryLine(span))
	},
}

// removeEntryLine returns the fix that removes a top-level entry's line. At the top of the
// file or after an empty line, it also removes the empty line that follows. It returns nil if
// anything else is on the line, or if it is the last line.
func (p *Pass) removeEntryLine(entry syntax.Span) *Fix {
	line := p.File.Position(entry.Start).Line
	if p.File.Position(entry.End).Line != line || p.File.LineSpan(line).Start != entry.Start || p.File.LineSpan(line).End != entry.End || line == p.File.Lines() {
		return nil
	}
	span := p.File.FullLineSpan(line)
	if (line == 1 || p.File.Blank(line-1)) && line+1 < p.File.Lines() && p.File.Blank(line+1) {
		span.End = p.File.FullLineSpan(line + 1).End
	}
	return &Fix{Safety: Review, Note: "Check that nobody uses this file with `docker stack deploy` or Compose before 1.27: they still need the line.", Edits: []Edit{{Span: span}}, Places: []string{"version"}}
}
