package main

import (
	"os"

	"github.com/drydock-dev/drydock/report"
	"github.com/drydock-dev/drydock/rules"
)

type rulesCmd struct {
	ID string `arg:"" optional:"" help:"A rule's id, or what another linter calls it."`
}

// Run lists the rules, or shows the text of one.
func (c *rulesCmd) Run() error {
	if c.ID == "" {
		return report.RuleTable(os.Stdout)
	}
	rule, err := rules.Find(c.ID)
	if err != nil {
		return err
	}
	return report.RuleText(os.Stdout, rule)
}
