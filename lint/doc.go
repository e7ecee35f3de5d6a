// Package lint is the frame that rules stand in: a [Rule] is a value with its texts and a
// [Check], which is given a [Pass] for one file and reports [Finding]s, some with a [Fix].
// [Run] applies rules to a file. It knows no settings: lint/config says which rules run, and
// filters what they found.
//
// It may import proof, facts, buildkit, kinds and what those may. It touches neither the
// network, the clock nor the environment.
package lint
