package env

import (
	"github.com/drydock-dev/drydock/facts"
	"github.com/drydock-dev/drydock/images"
	"github.com/drydock-dev/drydock/syntax/dockerfile"
)

// unsetVariable is the topic of a variable that has no value where it's used.
const unsetVariable = "a variable without a value"

// setsNothing reports whether a stage's base image is known to set no variable except PATH.
func setsNothing(known *facts.Facts, stage *dockerfile.Stage) bool {
	return stage.Root().Base == "scratch" || images.OperatingSystem(known.Base(stage))
}
