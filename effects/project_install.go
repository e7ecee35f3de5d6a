package effects

import (
	"slices"
	"strings"

	"github.com/drydock-dev/drydock/syntax/dockerfile"
	"github.com/drydock-dev/drydock/syntax/shell"
)

// ProjectInstall is a command that installs or builds a project together with its dependencies, for which
// it needs all of the project's files: `uv sync`, `composer install`, `go build`.
type ProjectInstall struct {
	DependencyInstall
	ahead func(read Reader) (Ahead, bool)
}

// Reader returns the text of a file of the project, nil if it isn't there.
type Reader func(name string) []byte

// Ahead says how a project's dependencies are installed before its code is copied.
type Ahead struct {
	// Again is what the build does again without it, for people: "download all modules".
	Again string
	// Command installs the dependencies from the manifests alone; "" if there is no certain one.
	Command string
	// Like is a command that has the same effect as Command, where the model doesn't know that one.
	Like string
	// Python is the oldest Python that runs Command; "" for any, or none.
	Python string
	// Advice says what to write where there is no Command, in a sentence.
	Advice string
}

// Ahead returns how the project's dependencies are installed on their own. ok is false if the project is
// known to have none, or if its files don't tell.
func (p ProjectInstall) Ahead(read Reader) (a Ahead, ok bool) { return p.ahead(read) }

// projects has, by package manager, what makes a ProjectInstall of a call.
var projects = map[string]func(*shell.PackageCall) (ProjectInstall, bool){
	"uv": ofUv, "poetry": ofPoetry, "pip": ofPip, "composer": ofComposer, "go": ofGo, "mvn": ofMaven, "cargo": ofCargo,
}

// ProjectInstalls returns the installs of a RUN that need the whole project, in text order.
func ProjectInstalls(in *dockerfile.Instruction) (found []ProjectInstall) {
	if in.Name != "RUN" {
		return nil
	}
	for _, call := range in.Script().PackageCalls() {
		of := projects[call.Manager]
		if of == nil || len(call.Command.Wrappers) > 0 || slices.ContainsFunc(call.Command.Assigns, changesInstall) {
			continue
		}
		if p, ok := of(call); ok {
			p.Call = call
			found = append(found, p)
		}
	}
	return found
}

// changesInstall reports whether a variable that is set for one command may change what it downloads.
func changesInstall(assign shell.Word) bool {
	name, _, _ := strings.Cut(assign.Value, "=")
	return !slices.Contains([]string{"CGO_ENABLED", "GOOS", "GOARCH", "GOARM"}, name)
}

// withOptions returns the text of a call with options behind its verb, and without the words of leave.
func withOptions(call *shell.PackageCall, leave func(shell.Word) bool, options ...string) string {
	var words []string
	for _, w := range call.Command.Words {
		if leave == nil || !leave(w) {
			words = append(words, w.Source)
		}
		if w.Span.End == call.VerbWord.Span.End {
			words = append(words, options...)
		}
	}
	return strings.Join(words, " ")
}

// hasWord reports whether an option is given. Programs that don't read clusters of letters have options such as
// -DskipTests, in which others would be found.
func hasWord(call *shell.PackageCall, names ...string) bool {
	return slices.ContainsFunc(call.Options, func(w shell.Word) bool {
		name, _, _ := strings.Cut(w.Value, "=")
		return slices.Contains(names, name)
	})
}

func manifests(needed string, optional ...string) DependencyInstall {
	return DependencyInstall{Manifests: []string{needed}, Optional: optional}
}

// ofUv is for `uv sync`, and `uv pip install .`: uv reads the dependencies in a pyproject.toml.
// https://docs.astral.sh/uv/guides/integration/docker/#intermediate-layers
func ofUv(call *shell.PackageCall) (ProjectInstall, bool) {
	if call.Has("--project", "--directory", "--no-deps") {
		return ProjectInstall{}, false
	}
	if call.Verb == "pip install" {
		return ofPipIn(call, func(project localProject, _ pyproject) Ahead {
			extras := []string{"-r", "pyproject.toml"}
			for _, name := range project.extras {
				extras = append(extras, "--extra", name)
			}
			return Ahead{Command: withOptions(call, project.named, extras...), Like: "pip install -r pyproject.toml"}
		})
	}
	if call.Verb != "sync" || call.Has("--no-install-project", "--no-install-workspace", "--package", "--all-packages", "--script", "--dry-run", "--check") {
		return ProjectInstall{}, false
	}
	return ProjectInstall{manifests("pyproject.toml", "uv.lock", "uv.toml", ".python-version"), func(read Reader) (Ahead, bool) {
		project, ok := readPyproject(read)
		if !ok || !project.dependsOnAny() {
			return Ahead{}, false
		}
		a := Ahead{Again: "install all dependencies"}
		switch {
		case call.Has("--frozen", "--locked"):
			a.Command = withOptions(call, nil, "--no-install-project")
		case read("uv.lock") != nil:
			a.Command = withOptions(call, nil, "--frozen", "--no-install-project")
		case len(project.Project.Dynamic) == 0: // else uv would have to build the project for its metadata
			a.Command = withOptions(call, nil, "--no-install-project")
		}
		return a, a.Command != ""
	}}, true
}

// ofPoetry is for `poetry install`. https://python-poetry.org/docs/cli/#install
func ofPoetry(call *shell.PackageCall) (ProjectInstall, bool) {
	if call.Verb != "install" && call.Verb != "sync" || call.Has("--no-root", "--only-root", "--dry-run", "-C", "--directory", "-P", "--project") {
		return ProjectInstall{}, false
	}
	return ProjectInstall{manifests("pyproject.toml", "poetry.lock", "poetry.toml"), func(read Reader) (Ahead, bool) {
		project, ok := readPyproject(read)
		return Ahead{Again: "install all dependencies", Command: withOptions(call, nil, "--no-root")}, ok && project.dependsOnAny()
	}}, true
}

// ofGo is for what builds a module: without `go mod download` before it, it downloads the others first.
func ofGo(call *shell.PackageCall) (ProjectInstall, bool) {
	if hasWord(call, "-C", "-modfile", "-mod") || !slices.Contains([]string{"build", "test", "vet", "install"}, call.Verb) ||
		slices.ContainsFunc(call.Packages, func(w shell.Word) bool { return strings.Contains(w.Source, "@") }) {
		return ProjectInstall{}, false
	}
	return ProjectInstall{manifests("go.mod", "go.sum"), func(read Reader) (Ahead, bool) {
		return Ahead{Again: "download all modules", Command: call.Command.Words[0].Source + " mod download"},
			requiresModules(read("go.mod")) && read("vendor/modules.txt") == nil && read("go.work") == nil
	}}, true
}

// mavenPhases are the phases of Maven's default lifecycle that builds name, and `clean`.
var mavenPhases = []string{"clean", "compile", "test", "package", "verify", "install"}

// ofMaven is for a build with Maven of one module.
// https://maven.apache.org/plugins/maven-dependency-plugin/go-offline-mojo.html
func ofMaven(call *shell.PackageCall) (ProjectInstall, bool) {
	words := call.Command.Words
	goals := append([]shell.Word{call.VerbWord}, call.Packages...)
	phase := func(w shell.Word) bool { return slices.Contains(mavenPhases, w.Value) }
	if call.Command.Program() != "mvn" || call.Verb == "" || slices.ContainsFunc(goals, func(w shell.Word) bool { return !phase(w) }) ||
		hasWord(call, "-f", "--file", "-pl", "--projects", "-rf", "--resume-from", "-o", "--offline", "-s", "--settings", "-gs", "--global-settings", "-l", "--log-file", "-t", "--toolchains") {
		return ProjectInstall{}, false
	}
	return ProjectInstall{manifests("pom.xml"), func(read Reader) (Ahead, bool) {
		var kept []string
		for _, w := range words {
			if !phase(w) {
				kept = append(kept, w.Source)
			}
		}
		pom := read("pom.xml")
		return Ahead{Again: "download all dependencies", Command: strings.Join(append(kept, "dependency:go-offline"), " ")},
			namesDependencies.Match(pom) && !namesPoms.Match(pom)
	}}, true
}

// ofCargo is for a program of one crate. Cargo has no command for its dependencies alone, so what is built
// first is another program in its place. https://github.com/rust-lang/cargo/issues/2644
func ofCargo(call *shell.PackageCall) (ProjectInstall, bool) {
	if call.Verb != "build" || len(call.Packages) > 0 || hasWord(call, "--manifest-path", "-p", "--package", "--bin", "--example", "-C") {
		return ProjectInstall{}, false
	}
	return ProjectInstall{manifests("Cargo.toml", "Cargo.lock"), func(read Reader) (Ahead, bool) {
		if !isSingleProgram(read) {
			return Ahead{}, false
		}
		build := withOptions(call, nil)
		return Ahead{
			Again:  "download and compile all crates",
			Advice: "Copy `Cargo.toml` and `Cargo.lock` first, run `mkdir src && echo 'fn main() {}' > src/main.rs && " + build + "`, copy the rest, then run `touch src/main.rs && " + build + "`.",
		}, true
	}}, true
}
