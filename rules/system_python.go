package rules

import (
	"regexp"
	"strconv"
	"strings"

	"github.com/drydock-dev/drydock/images"
	"github.com/drydock-dev/drydock/syntax"
)

// Shared by the rules about pip in a distribution's own Python.

// managedSince is the first release of each distribution whose Python refuses
// pip. https://peps.python.org/pep-0668/ and the distributions' release notes.
var managedSince = map[string]string{"debian": "12", "ubuntu": "23.04", "alpine": "3.19"}

// managedPython reports whether an image is a release of a distribution whose Python refuses
// pip.
func managedPython(image images.Image) bool {
	since, ok := managedSince[image.Repository]
	release, known := image.Release()
	return ok && known && image.Tag != "" && image.Tag != "latest" && laterVersion(release.Version, since)
}

// laterVersion reports whether a dotted version is the same as another or later.
func laterVersion(version, than string) bool {
	a, b := strings.Split(version, "."), strings.Split(than, ".")
	for i := range min(len(a), len(b)) {
		x, _ := strconv.Atoi(a[i])
		y, _ := strconv.Atoi(b[i])
		if x != y {
			return x > y
		}
	}
	return len(a) >= len(b)
}

// goesOn matches what makes pip work anyway: a separate environment, or permission to break
// the system's packages.
var goesOn = regexp.MustCompile(`(?i)venv|virtualenv|break.system.packages|EXTERNALLY-MANAGED|conda|pyenv|\bpipx\b|get-pip\.py|--target[= ]|--prefix[= ]|--root[= ]|\buv\b|python3?\.\d+|deadsnakes|make\s+(?:alt)?install`)

func toldToGoOn(stage *syntax.Stage) bool {
	for s := stage; s != nil; s = s.Parent {
		for _, in := range s.Instructions {
			if goesOn.MatchString(in.Joined.Text) || len(in.Heredocs) > 0 {
				return true
			}
		}
	}
	return false
}

// pipIntoSystem returns the stage's first pip call that installs into the system's Python,
// with its RUN; nil if there is none.
func pipIntoSystem(stage *syntax.Stage) (in *syntax.Instruction, call *syntax.PackageCall) {
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
