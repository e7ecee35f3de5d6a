package main

import (
	"fmt"
	"strings"

	"github.com/drydock-dev/drydock/lint"
	"github.com/drydock-dev/drydock/report"
	"github.com/drydock-dev/drydock/rules"
)

// fixTable returns the table of all rules with a fix: their safety, and what the fix changes.
// Rules' texts have links relative to docs/rules; this table is for a page in docs.
func fixTable() string {
	var b strings.Builder
	b.WriteString("| rule | safety | what it changes, and what to check |\n| --- | --- | --- |\n")
	for _, r := range report.ByID(rules.All) {
		if r.Safety != lint.None {
			fmt.Fprintf(&b, "| [%s](rules/%s.md) | %s | %s |\n", r.ID, r.ID, r.Safety, strings.ReplaceAll(rebase(r.FixDoc, "docs/rules", "docs"), "\n", " "))
		}
	}
	return b.String()
}
