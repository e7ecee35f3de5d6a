package effects

import (
	"slices"
	"strings"

	"github.com/drydock-dev/drydock/syntax/dockerfile"
	"github.com/drydock-dev/drydock/syntax/shell"
)

// InstallCommand returns the start of a command that installs packages or fetches sources, as in
// "apt-get install"; "" for every other command.
func InstallCommand(c *shell.Command) string {
	if call := c.Package(); call != nil && call.Installs() {
		return strings.TrimSpace(call.Manager + " " + call.VerbWord.Value)
	}
	if c.Program() == "git" && slices.Contains(c.Values(), "clone") {
		return "git clone"
	}
	return ""
}

// builders are the programs that build a program from source, with the words of which one must be there;
// none: always.
var builders = map[string][]string{
	"go":      {"build", "install"},
	"cargo":   {"build", "install"},
	"mvn":     {"package", "install", "verify"},
	"mvnw":    {"package", "install", "verify"},
	"gradle":  {"build", "assemble", "bootJar", "shadowJar", "installDist"},
	"gradlew": {"build", "assemble", "bootJar", "shadowJar", "installDist"},
	"dotnet":  {"publish", "build"},
	"make":    nil,
	"cmake":   nil,
	"gcc":     nil,
	"g++":     nil,
	"nvcc":    nil,
	"swift":   {"build"},
	"stack":   {"build", "install"},
	"cabal":   {"build", "install"},
}

// Builds reports whether a RUN builds a program from source.
func Builds(in *dockerfile.Instruction) bool {
	if in.Name != "RUN" || in.Script() == nil {
		return false
	}
	return slices.ContainsFunc(in.Script().AllCommands(), func(c *shell.Command) bool {
		verbs, known := builders[c.Program()]
		return known && (len(verbs) == 0 || slices.ContainsFunc(c.Words[1:], func(w shell.Word) bool {
			task := w.Value[strings.LastIndexByte(w.Value, ':')+1:] // of a module, with gradle
			return slices.Contains(verbs, task)
		}))
	})
}
