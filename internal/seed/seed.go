// Package seed is the lesson that Drydock automates: a Dockerfile for a
// machine-learning model as it often is, and as it should be. Tests and the
// demonstration review a pull request that adds the bad one.
package seed

import _ "embed"

// Bad is the Dockerfile before the review. The comment in it says, in Russian,
// that predict.py is assumed to watch standard input.
//
//go:embed bad.Dockerfile
var Bad string

// Good is what the review should lead to.
//
//go:embed good.Dockerfile
var Good string

// Path is where the pull request adds it.
const Path = "Dockerfile"
