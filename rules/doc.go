// Package rules holds the checks, one file a rule, and runs them.
//
// A rule is a value: its text, its severity and a Check function that is given
// a [Pass] with everything that is known of one file, and reports findings. A
// finding may carry a [Fix]: text edits that belong together, all or none.
// Whether a fix is shown to anyone is decided elsewhere, in package fix, which
// proves it first.
//
// A rule needs no other rule and knows none. What two rules would both work
// out about a file belongs in package syntax (what the file says) or package
// images (what the world ships). docs/adding-a-rule.md walks through a new one.
//
// The package may import syntax, images and buildkit, and touches neither the
// network, the clock nor the environment; a pass that lacks something (the
// tree, the history) simply gives rules less to say.
package rules
