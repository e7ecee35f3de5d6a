package compose

import (
	"fmt"
	"path"
	"strings"

	"github.com/drydock-dev/drydock/images"
	"github.com/drydock-dev/drydock/lint"
	"github.com/drydock-dev/drydock/syntax"
	"github.com/drydock-dev/drydock/syntax/compose"
)

var DataPlace = &lint.Rule{
	ID:       "compose-data-place",
	Severity: lint.Error,
	Profile:  lint.Recommended,
	Since:    "1.0",
	Summary:  "a volume at a path that this version of the database no longer uses",
	Doc: "PostgreSQL images from version 18 on keep their data below `/var/lib/postgresql`, in one\n" +
		"folder per major version. They refuse to start with a volume at the old path,\n" +
		"`/var/lib/postgresql/data`. With `PGDATA` set, the data is wherever that says.\n\n" +
		"Source: the image's page on Docker Hub, under PGDATA.",
	FixDoc: "Mounts the volume one folder up. Data from an older version needs `pg_upgrade` or a dump first.",
	Safety: lint.Review,
	Check: lint.Compose(func(p *lint.ComposePass) {
		p.File.EachService(func(s compose.Service) {
			known, ok := images.StoreOf(s)
			if !ok || known.Refused == "" {
				return
			}
			for _, m := range compose.Mounts(s) {
				if path.Clean(m.Target) != known.Refused {
					continue
				}
				var fix *lint.Fix
				span := compose.At(s, "volumes")
				if v := m.Value; v.Exact && !v.Shared {
					span = v.Span
					if i := strings.Index(p.File.Text(span), known.Refused); i >= 0 {
						place := syntax.Span{Start: span.Start + i, End: span.Start + i + len(known.Refused)}
						fix = &lint.Fix{
							Safety: lint.Review, Note: "Check that the volume holds no data from an older version: that needs `pg_upgrade` or a dump first.",
							Edits:  []lint.Edit{{Span: place, New: known.Data[0]}},
							Places: []string{"services." + s.Name + ".volumes"},
						}
					}
				}
				p.Report(span, fmt.Sprintf("%s %d and later don't start with a volume at `%s`. Mount it at `%s`.", known.Name, known.Moved, known.Refused, known.Data[0]), fix)
			}
		})
	}),
}
