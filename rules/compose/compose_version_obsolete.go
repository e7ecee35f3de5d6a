package compose

import (
	"github.com/drydock-dev/drydock/lint"
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
		e, ok := p.File.Root.Entry("version")
		if !ok || e.Value.Kind != yaml.Scalar {
			return
		}
		var fix *lint.Fix
		if line, ok := removeEntry(p.File, p.File.Root, "version"); ok {
			fix = &lint.Fix{
				Safety: lint.Review,
				Note:   "Check that nobody uses this file with `docker stack deploy` or Compose before 1.27: they still need the line.",
				Edits:  []lint.Edit{line},
				Places: []string{"version"},
			}
		}
		p.Report(compose.EntrySpan(e), "Compose ignores `version` and warns about it on every run. Remove the line.", fix)
	}),
}
