// Package rules is the catalogue: [All] lists every rule. The rules themselves lie in the folders below,
// one for each trade, a file a rule with its cases beside it.
//
// A rule is a value of package lint: its texts, its severity, and a check that is given a pass for one
// file. A finding may carry a fix: text edits that belong together, all or none. Package fix proves it
// before anyone sees it.
//
// A rule knows no other rule. What two rules share is in a file of their trade whose name begins with
// shared_, or below: in syntax (what the file says), facts (what lies around it), images (what the world
// ships), effects (what commands do), lint/edit. docs/adding-a-rule.md walks through a new rule.
//
// It may import lint and what lint may. It touches neither the network, the clock nor the environment; a
// rule that lacks a fact, such as the tree, says less.
package rules
