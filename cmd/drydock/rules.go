package main

import (
	"fmt"
	"os"

	"github.com/drydock-dev/drydock/report"
	"github.com/drydock-dev/drydock/rules"
)

type rulesCmd struct {
	ID     string `arg:"" optional:"" help:"A rule's id, or its name in another linter."`
	Schema bool   `help:"Print the JSON Schema of drydock.yaml."`
}

// Run lists the rules or shows one rule's text.
func (c *rulesCmd) Run() error {
	if c.Schema {
		schema, err := rules.Schema()
		if err != nil {
			return err
		}
		_, err = fmt.Printf("%s\n", schema)
		return err
	}
	if c.ID == "" {
		return report.RuleTable(os.Stdout)
	}
	rule, err := rules.Find(c.ID)
	if err != nil {
		return err
	}
	return report.RuleText(os.Stdout, rule)
}
