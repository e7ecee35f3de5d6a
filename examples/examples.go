// Package examples has files for the demonstration, the documentation and tests.
package examples

import "embed"

// Habits shows three bad habits in files other than Dockerfiles. The folder bad has them, and good
// is the same after `drydock fix --all`.
//
//go:embed all:habits
var Habits embed.FS

// Measured has a small project and what was measured of it. Its README says how.
//
//go:embed measured
var Measured embed.FS
