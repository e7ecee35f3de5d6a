package base

import (
	"fmt"
	"slices"
	"strings"

	"github.com/drydock-dev/drydock/effects"
	"github.com/drydock-dev/drydock/images"
	"github.com/drydock-dev/drydock/lint"
	"github.com/drydock-dev/drydock/syntax/dockerfile"
	"github.com/drydock-dev/drydock/syntax/shell"
)

var FromDevelFinal = &lint.Rule{
	ID:       "from-devel-final",
	Severity: lint.Warning,
	Profile:  lint.Recommended,
	Since:    "1.0",
	Summary:  "the final image ships its build tools",
	Doc: "A program needs its compiler, headers and package cache to be built, not to run. In the\n" +
		"final image they're a gigabyte to pull, more to patch, and tools for whoever breaks in.\n" +
		"Another stage that only copies what was built leaves them out:\n\n" +
		"`FROM debian:12-slim`, then `COPY --from=build /src/app /usr/local/bin/app` and the\n" +
		"CMD.\n\n" +
		"This rule reports a final stage that builds something and starts it, on the image of a\n" +
		"compiled language or on a `-devel` or `-sdk` variant.",
	FixDoc: "None: the new stage needs a base with the libraries the program links to, and every file it reads. Only you know which those are.",
	Check: lint.Dockerfile(func(p *lint.DockerfilePass) {
		stage := p.File.FinalStage()
		root := stage.Root()
		start := dockerfile.StartOf(stage)
		if !root.BaseKnown || start == nil || !isToolchain(p.Facts.Image(root.Base)) || !buildsProgram(stage) || runsToolchain(start) {
			return
		}
		p.Report(root.From.Args[0].Span, fmt.Sprintf("The whole toolchain in `%s` ships with your program. Add a stage with a small base that copies only the program: `COPY --from=build …`.", root.Base), nil)
	}),
}

// isToolchain reports whether an image is for building programs that run without it.
func isToolchain(image images.Image) bool {
	switch image.Repository {
	case "golang", "rust", "maven", "gradle", "gcc", "mcr.microsoft.com/dotnet/sdk", "haskell", "swift":
		return true
	}
	return strings.HasSuffix(image.Repository, "/sdk") || strings.Contains(image.Tag, "-devel") || strings.HasSuffix(image.Tag, "-sdk")
}

// buildsProgram reports whether a RUN of the stage, or of one it starts from, builds
// something.
func buildsProgram(stage *dockerfile.Stage) bool {
	for s := stage; s != nil; s = s.Parent {
		for _, in := range s.Instructions {
			if effects.Builds(in) {
				return true
			}
		}
	}
	return false
}

// runsToolchain reports whether the container starts the toolchain or a shell: people work
// with the toolchain in it.
func runsToolchain(start *dockerfile.Instruction) bool {
	program := dockerfile.StartedProgram(start)
	return program == "" || shell.IsShell(program) || strings.HasSuffix(program, ".sh") ||
		slices.Contains([]string{"go", "cargo", "mvn", "gradle", "gradlew", "make", "cmake", "gcc", "dotnet", "python", "python3", "air", "watchexec", "swift", "tail", "sleep", "jupyter"}, program)
}
