package main

import (
	"fmt"
	"os"
	"strings"

	"github.com/drydock-dev/drydock/lint/config"
	"github.com/drydock-dev/drydock/report"
	"github.com/drydock-dev/drydock/rules"
)

type rulesCmd struct {
	Words  []string `arg:"" optional:"" name:"word" help:"A rule's id, its name in another linter, or words to search for."`
	Schema bool     `help:"Print the JSON Schema of drydock.yaml."`
}

// Run lists the rules, shows one rule's text, or lists the rules that mention all the words.
func (c *rulesCmd) Run() error {
	if c.Schema {
		schema, err := config.Schema(rules.All)
		if err != nil {
			return err
		}
		_, err = fmt.Printf("%s\n", schema)
		return err
	}
	if len(c.Words) == 0 {
		return report.RuleTable(os.Stdout, rules.All)
	}
	text := strings.Join(c.Words, " ")
	if rule, err := rules.All.Find(text); err == nil {
		return report.RuleText(os.Stdout, rule)
	}
	found, err := rules.All.Search(text)
	if err != nil {
		return err
	}
	return report.RuleSummaries(os.Stdout, found)
}
