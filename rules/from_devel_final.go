package rules

import (
	"regexp"
	"slices"
	"strings"

	"github.com/drydock-dev/drydock/images"
	"github.com/drydock-dev/drydock/syntax"
)

var fromDevelFinal = &Rule{
	ID:       "from-devel-final",
	Severity: Warning,
	Profile:  Recommended,
	Since:    "1.0",
	Summary:  "the final image ships the tools of its build",
	Doc: "A compiler, its headers and its package cache are needed to build a program, not to\n" +
		"run it. In the final image they are a gigabyte to pull, things to patch, and tools\n" +
		"for whoever breaks in. A further stage that only copies what was built leaves them\n" +
		"out:\n\n" +
		"`FROM debian:12-slim`, then `COPY --from=build /src/app /usr/local/bin/app` and the\n" +
		"CMD.\n\n" +
		"Reported is a final stage that stands on the image of a compiled language or on a\n" +
		"`-devel` or `-sdk` variant, builds, and starts what it built.",
	FixDoc: "None: the new stage needs a base that has what the program is linked to, and all the files that it reads; which those are only you can say.",
	Check: func(p *Pass) {
		stage := p.finalStage()
		root := stage.Root()
		start := startOf(stage)
		if !root.BaseKnown || start == nil || !isToolchain(p.image(root.Base)) || !buildsProgram(stage) || runsToolchain(start) {
			return
		}
		p.Report(root.From.Args[0].Span, "`"+root.Base+"` is the toolchain, and all of it ships with the program that is built here. Add a stage with a small base that copies the program: `COPY --from=build …`.", nil)
	},
}

// isToolchain reports whether an image is there to build programs that run
// without it.
func isToolchain(image images.Image) bool {
	switch image.Repository {
	case "golang", "rust", "maven", "gradle", "gcc", "mcr.microsoft.com/dotnet/sdk", "haskell", "swift":
		return true
	}
	return strings.HasSuffix(image.Repository, "/sdk") || strings.Contains(image.Tag, "-devel") || strings.HasSuffix(image.Tag, "-sdk")
}

// buildCommands match the commands that make a program of sources.
var buildCommands = regexp.MustCompile(`\b(?:go\s+(?:build|install)|cargo\s+(?:build|install)|mvn\s.*\b(?:package|install|verify)|gradlew?\s.*\b(?:build|assemble|bootJar|shadowJar|installDist)|dotnet\s+(?:publish|build)|make|cmake|gcc|g\+\+|nvcc|swift\s+build|stack\s+(?:build|install)|cabal\s+(?:build|install))\b`)

// buildsProgram reports whether a RUN of the stage, or one that it starts from,
// builds something.
func buildsProgram(stage *syntax.Stage) bool {
	for s := stage; s != nil; s = s.Parent {
		for _, in := range s.Instructions {
			if in.Name == "RUN" && buildCommands.MatchString(in.Joined.Text) {
				return true
			}
		}
	}
	return false
}

// runsToolchain reports whether the container is for working with the toolchain:
// it starts that, or a shell.
func runsToolchain(start *syntax.Instruction) bool {
	program := startedProgram(start)
	return program == "" || shellProgram(program) || strings.HasSuffix(program, ".sh") ||
		slices.Contains([]string{"go", "cargo", "mvn", "gradle", "gradlew", "make", "cmake", "gcc", "dotnet", "python", "python3", "air", "watchexec", "swift", "tail", "sleep", "jupyter"}, program)
}
