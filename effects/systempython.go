package effects

import (
	"regexp"

	"github.com/drydock-dev/drydock/syntax/dockerfile"
	"github.com/drydock-dev/drydock/syntax/shell"
)

// goesOn matches what makes pip work anyway: a separate environment, or permission to break
// the system's packages.
var goesOn = regexp.MustCompile(`(?i)venv|virtualenv|break.system.packages|EXTERNALLY-MANAGED|conda|pyenv|\bpipx\b|get-pip\.py|--target[= ]|--prefix[= ]|--root[= ]|\buv\b|python3?\.\d+|deadsnakes|make\s+(?:alt)?install`)

func toldToGoOn(stage *dockerfile.Stage) bool {
	for s := stage; s != nil; s = s.Parent {
		for _, in := range s.Instructions {
			if goesOn.MatchString(in.Joined.Text) || len(in.Heredocs) > 0 {
				return true
			}
		}
	}
	return false
}

// PipIntoSystem returns the stage's first pip call that installs into the system's Python,
// with its RUN; nil if there is none.
func PipIntoSystem(stage *dockerfile.Stage) (in *dockerfile.Instruction, call *shell.PackageCall) {
	for _, in := range stage.Instructions {
		if in.Name != "RUN" {
			continue
		}
		for _, call := range in.Script().PackageCalls("pip") {
			if call.Verb == "install" && call.Command.Words[0].Source == call.Command.Program() && !call.MayHaveMoreOptions() && !toldToGoOn(stage) {
				return in, call
			}
		}
	}
	return nil, nil
}
