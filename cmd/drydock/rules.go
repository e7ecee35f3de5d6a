package main

import (
	"fmt"
	"os"

	"github.com/drydock-dev/drydock/lint/config"
	"github.com/drydock-dev/drydock/report"
	"github.com/drydock-dev/drydock/rules"
)

type rulesCmd struct {
	Name   string `arg:"" optional:"" help:"A rule's id, its name in another linter, or a word to search for."`
	Schema bool   `help:"Print the JSON Schema of drydock.yaml."`
}

// Run lists the rules, shows one rule's text, or lists the rules with a word in id, aliases or summary.
func (c *rulesCmd) Run() error {
	if c.Schema {
		schema, err := config.Schema(rules.All)
		if err != nil {
			return err
		}
		_, err = fmt.Printf("%s\n", schema)
		return err
	}
	if c.Name == "" {
		return report.RuleTable(os.Stdout, rules.All)
	}
	rule, err := rules.All.Find(c.Name)
	if err != nil {
		if found := rules.All.Search(c.Name); len(found) > 0 {
			return report.RuleSummaries(os.Stdout, found)
		}
		return err
	}
	return report.RuleText(os.Stdout, rule)
}
