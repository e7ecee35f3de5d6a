package main

import (
	_ "embed"
	"encoding/csv"
	"fmt"
	"strings"

	"github.com/drydock-dev/drydock/rules"
)

// peers lists the rules of other linters. A row's code is an alias of one of our rules, or its
// column rule names one. Otherwise its note says why there's none.
//
//go:embed peers.csv
var peers string

// coverage returns the page that compares other linters' rules with ours. It fails if a rule has
// neither a counterpart nor a reason.
func coverage() (string, error) {
	records, err := csv.NewReader(strings.NewReader(peers)).ReadAll()
	if err != nil {
		return "", err
	}
	var b strings.Builder
	b.WriteString("# Coverage\n\nWhat other linters of Dockerfiles and Compose files check, and which rule here checks it. `make docs` makes this page from the rules' aliases and `internal/rulepages/peers.csv`.\n")
	peer, covered, all := "", 0, 0
	var tables strings.Builder
	for _, r := range records[1:] {
		name, code, checks, id, note := r[0], r[1], r[2], r[3], r[4]
		if name != peer {
			peer = name
			fmt.Fprintf(&tables, "\n## %s\n\n| %s | checks | here |\n| --- | --- | --- |\n", peer, peer)
		}
		all++
		here := strings.TrimPrefix(note, "None: ")
		if id == "" && code != "" && !strings.HasPrefix(note, "None: ") {
			rule, err := rules.All.Find(code)
			if err != nil {
				return "", fmt.Errorf("peers.csv: %s of %s: %w", code, name, err)
			}
			id = rule.ID
			if checks == "" {
				checks = rule.Summary
			}
		}
		switch {
		case id != "":
			rule, err := rules.All.Find(id)
			if err != nil {
				return "", fmt.Errorf("peers.csv: %w", err)
			}
			covered++
			here = strings.TrimSpace(fmt.Sprintf("[%s](rules/%s.md) %s", rule.ID, rule.ID, note))
		case note == "":
			return "", fmt.Errorf("peers.csv: %s of %s has neither a rule nor a reason", checks, name)
		}
		fmt.Fprintf(&tables, "| %s | %s | %s |\n", code, strings.ReplaceAll(checks, "|", `\|`), here)
	}
	fmt.Fprintf(&b, "%d of %d checks have a counterpart. For the others, the table says why not.\n", covered, all)
	b.WriteString(tables.String())
	return b.String(), nil
}
