package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/drydock-dev/drydock/internal/trades"
	"github.com/drydock-dev/drydock/lint"
	"github.com/drydock-dev/drydock/report"
	"github.com/drydock-dev/drydock/rules"
)

// index returns the page that lists all rules: by id, by profile, by instruction or kind of
// file, and by their
// names in other linters.
func index() string {
	var b strings.Builder
	b.WriteString("# The rules\n\nSearch this page for a rule's name here or in another linter. `make docs` makes this page from the code.\n\n")
	fmt.Fprintf(&b, "%d rules: [all](#all), [by profile](#by-profile), [by instruction or kind of file](#by-instruction-or-kind-of-file), [by other names](#by-other-names).\n\n## All\n\n", len(rules.All))
	b.WriteString("| rule | finds | profile | severity | fix | also known as |\n| --- | --- | --- | --- | --- | --- |\n")
	for _, r := range report.ByID(rules.All) {
		safety := string(r.Safety)
		if r.Safety == lint.None {
			safety = "–"
		}
		fmt.Fprintf(&b, "| %s | %s | %s | %s | %s | %s |\n", link(r), strings.ReplaceAll(r.Summary, "|", `\|`), r.Profile, r.Severity, safety, strings.Join(r.OtherNames(), " "))
	}
	b.WriteString("\n## By profile\n\nThe profiles strict and security include every rule of recommended. Strict has every rule.\n\n")
	groups(&b, func(r *lint.Rule) string { return r.Profile.String() })
	b.WriteString("\n## By instruction or kind of file\n\n")
	groups(&b, trades.Heading)
	b.WriteString("\n## By other names\n\n[run-shellcheck](run-shellcheck.md) reports ShellCheck's codes, SC1000 to SC3999.\n\n| name | rule |\n| --- | --- |\n")
	named := map[string][]string{}
	for _, r := range report.ByID(rules.All) {
		for _, name := range r.OtherNames() {
			named[name] = append(named[name], link(r))
		}
	}
	for _, name := range slices.Sorted(maps.Keys(named)) {
		fmt.Fprintf(&b, "| %s | %s |\n", name, strings.Join(named[name], ", "))
	}
	return b.String()
}

func link(r *lint.Rule) string { return fmt.Sprintf("[%s](%s.md)", r.ID, r.ID) }

// groups writes a line for each group of rules. of returns the name of a rule's group.
func groups(b *strings.Builder, of func(*lint.Rule) string) {
	members := map[string][]string{}
	for _, r := range report.ByID(rules.All) {
		members[of(r)] = append(members[of(r)], link(r))
	}
	for _, name := range slices.Sorted(maps.Keys(members)) {
		fmt.Fprintf(b, "- **%s** (%d): %s\n", name, len(members[name]), strings.Join(members[name], ", "))
	}
}
