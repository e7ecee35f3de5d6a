package effects

import (
	"regexp"
	"slices"

	"github.com/drydock-dev/drydock/syntax/dockerfile"
	"github.com/drydock-dev/drydock/syntax/shell"
)

// goesOn matches what makes pip work anyway: a separate environment, or permission to break
// the system's packages.
var goesOn = regexp.MustCompile(`(?i)venv|virtualenv|break.system.packages|EXTERNALLY-MANAGED|conda|pyenv|\bpipx\b|get-pip\.py|^--(?:target|prefix|root)(?:=|$)|\buv\b|python3?\.\d+|deadsnakes`)

func toldToGoOn(stage *dockerfile.Stage) bool {
	for s := stage; s != nil; s = s.Parent {
		for _, in := range s.Instructions {
			if len(in.Heredocs) > 0 || in.HasWord(goesOn) || makesPython(in) {
				return true
			}
		}
	}
	return false
}

// makesPython reports whether a RUN installs something that make has built, perhaps another Python.
func makesPython(in *dockerfile.Instruction) bool {
	return in.Name == "RUN" && in.Script() != nil && slices.ContainsFunc(in.Script().AllCommands(), func(c *shell.Command) bool {
		return c.Program() == "make" && slices.ContainsFunc(c.Words, func(w shell.Word) bool { return w.Value == "install" || w.Value == "altinstall" })
	})
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
