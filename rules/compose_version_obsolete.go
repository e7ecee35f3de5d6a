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
	Summary:  "`version:` in a Compose file, which is no longer read",
	Doc: "Compose reads every file by the current specification, whatever version it names, and\n" +
		"warns about the line at each call. It only makes readers look up what version 3 could\n" +
		"not do.\n\n" +
		"Source: the Compose specification, `04-version-and-name.md`.",
	FixDoc: "Takes the line out. Compose reads the file just the same; only `docker stack deploy` and Compose before 1.27 still ask for it.",
	Safety: Review,
	Check: func(p *Pass) {
		file := p.File.Model.(*compose.File)
		e, ok := file.Root.Entry("version")
		if !ok || e.Value.Kind != yaml.Scalar {
			return
		}
		span := entrySpan(e)
		p.Report(span, "Compose no longer reads `version` and warns about it at each call. Take the line out.", p.removeEntryLine(span))
	},
}

// removeEntryLine returns the fix that takes out the line of a top-level entry, and the
// empty line below it at the top of the file. nil when more stands on the line.
func (p *Pass) removeEntryLine(entry syntax.Span) *Fix {
	line := p.File.Position(entry.Start).Line
	if p.File.Position(entry.End).Line != line || p.File.LineSpan(line).Start != entry.Start || p.File.LineSpan(line).End != entry.End || line == p.File.Lines() {
		return nil
	}
	span := p.File.FullLineSpan(line)
	if (line == 1 || p.File.Blank(line-1)) && line+1 < p.File.Lines() && p.File.Blank(line+1) {
		span.End = p.File.FullLineSpan(line + 1).End
	}
	return &Fix{Safety: Review, Note: "Compose reads the file as before; `docker stack deploy` and Compose before 1.27 still want the line.", Edits: []Edit{{Span: span}}, Places: []string{"version"}}
}
