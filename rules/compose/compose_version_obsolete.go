package compose

import (
	"github.com/drydock-dev/drydock/lint"
	"github.com/drydock-dev/drydock/syntax"
	"github.com/drydock-dev/drydock/syntax/compose"
	"github.com/drydock-dev/drydock/syntax/yaml"
)

var VersionObsolete = &lint.Rule{
	ID:       "compose-version-obsolete",
	Aliases:  []string{"no-version-field"},
	Severity: lint.Info,
	Profile:  lint.Recommended,
	Since:    "1.0",
	Summary:  "`version:` in a Compose file, which Compose ignores",
	Doc: "Compose reads every file by the current specification, whatever version the file names. It\n" +
		"warns about the line on every run. All the line does is make readers look up what version 3\n" +
		"couldn't do.\n\n" +
		"Source: the Compose specification, `04-version-and-name.md`.",
	FixDoc: "Removes the line. Compose reads the file as before. Only `docker stack deploy` and Compose before 1.27 still need it.",
	Safety: lint.Review,
	Check: lint.Compose(func(p *lint.ComposePass) {
		file := p.File
		e, ok := file.Root.Entry("version")
		if !ok || e.Value.Kind != yaml.Scalar {
			return
		}
		span := compose.EntrySpan(e)
		p.Report(span, "Compose ignores `version` and warns about it on every run. Remove the line.", removeEntryLine(p.File, span))
	}),
}

// removeEntryLine returns the fix that removes a top-level entry's line. At the top of the
// file or after an empty line, it also removes the empty line that follows. It returns nil if
// anything else is on the line, or if it is the last line.
func removeEntryLine(file *compose.File, entry syntax.Span) *lint.Fix {
	line := file.Position(entry.Start).Line
	if file.Position(entry.End).Line != line || file.LineSpan(line).Start != entry.Start || file.LineSpan(line).End != entry.End || line == file.Lines() {
		return nil
	}
	span := file.FullLineSpan(line)
	if (line == 1 || file.Blank(line-1)) && line+1 < file.Lines() && file.Blank(line+1) {
		span.End = file.FullLineSpan(line + 1).End
	}
	return &lint.Fix{Safety: lint.Review, Note: "Check that nobody uses this file with `docker stack deploy` or Compose before 1.27: they still need the line.", Edits: []lint.Edit{{Span: span}}, Places: []string{"version"}}
}
