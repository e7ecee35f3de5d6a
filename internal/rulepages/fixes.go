package main

import (
	"fmt"
	"strings"

	"github.com/drydock-dev/drydock/report"
	"github.com/drydock-dev/drydock/rules"
)

// fixTable returns every rule that has a fix with its safety and why.
func fixTable() string {
	var b strings.Builder
	b.WriteString("| rule | safety | what it changes, and what to look at |\n| --- | --- | --- |\n")
	for _, r := range report.ByID() {
		if r.Safety != rules.None {
			fmt.Fprintf(&b, "| [%s](rules/%s.md) | %s | %s |\n", r.ID, r.ID, r.Safety, strings.ReplaceAll(r.FixDoc, "\n", " "))
		}
	}
	return b.String()
}
