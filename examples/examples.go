// Package examples has files for the demonstration, the documentation and tests.
package examples

import "embed"

// Habits are the three bad habits in files beside Dockerfiles, in bad, and what
// `drydock fix --all` makes of them, in good.
//
//go:embed all:habits
var Habits embed.FS
