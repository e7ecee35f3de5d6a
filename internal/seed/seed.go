// Package seed holds the Dockerfile that Drydock started from: one for a machine-learning model, as
// people often write it and as it should be. Tests and the demo review a pull request that adds
// the bad one.
package seed

import _ "embed"

// Bad is the Dockerfile before the review. Its comment says in Russian that predict.py is assumed
// to watch standard input.
//
//go:embed bad.Dockerfile
var Bad string

// Good is the Dockerfile that the review should lead to.
//
//go:embed good.Dockerfile
var Good string

// Path is where the pull request adds the Dockerfile.
const Path = "Dockerfile"
