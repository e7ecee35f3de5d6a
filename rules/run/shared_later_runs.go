package run

import (
	"path"
	"slices"
	"strings"

	"github.com/drydock-dev/drydock/syntax/dockerfile"
	"github.com/drydock-dev/drydock/syntax/shell"
)

// Shared by rules that check the RUNs after an instruction, which see the files it leaves.

// laterRuns calls f for every RUN in shell form after an instruction, in its stage and in the
// stages that start from it.
func laterRuns(file *dockerfile.File, in *dockerfile.Instruction, f func(later *dockerfile.Instruction, s *shell.Script)) {
	file.ShellRuns(func(later *dockerfile.Instruction, s *shell.Script) {
		if later.Index > in.Index && dockerfile.StartsFrom(later.Stage, in.Stage) {
			f(later, s)
		}
	})
}

// scriptAfter returns the first later RUN, in the stage or one that starts from it, that runs a
// script with unknown contents. It ignores RUNs that come after a call for which refreshes is
// true, such as `apt-get update`. It returns nil for none.
func scriptAfter(file *dockerfile.File, in *dockerfile.Instruction, refreshes func(*shell.PackageCall) bool) (script *dockerfile.Instruction) {
	updated := map[*dockerfile.Stage]bool{}
	laterRuns(file, in, func(later *dockerfile.Instruction, s *shell.Script) {
		for _, c := range s.Commands {
			if call := c.Package(); call != nil && refreshes(call) {
				updated[later.Stage] = true
			}
			if script == nil && !updated[later.Stage] && runsScript(c) {
				script = later
			}
		}
	})
	return script
}

// runsScript reports whether a command runs a script. It can tell by the name, by a path
// outside the system's folders, or by a shell that is given a script.
func runsScript(c *shell.Command) bool {
	if len(c.Words) == 0 {
		return false
	}
	name, program := c.Words[0].Value, c.Program()
	switch {
	case shell.IsShell(program), program == ".", program == "source":
		return len(c.Words) == 1 || c.Words[1].Value != "-c"
	case slices.Contains([]string{"configure", "gradlew", "mvnw"}, program):
		return false // they install no system packages
	case strings.HasSuffix(program, ".sh"), strings.HasPrefix(name, "./"):
		return true
	}
	return path.IsAbs(name) && !slices.Contains([]string{"/bin", "/sbin", "/usr/bin", "/usr/sbin"}, path.Dir(name))
}
