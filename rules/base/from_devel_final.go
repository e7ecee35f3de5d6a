package base

import (
	"fmt"
	"slices"
	"strings"

	"github.com/drydock-dev/drydock/effects"
	"github.com/drydock-dev/drydock/images"
	"github.com/drydock-dev/drydock/lint"
	"github.com/drydock-dev/drydock/lint/edit"
	"github.com/drydock-dev/drydock/products"
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
		"Another stage that only copies what was built leaves them out.\n\n" +
		"This rule reports a final stage that builds something and starts it, on the image of a\n" +
		"compiled language or on a `-devel` or `-sdk` variant.\n\n" +
		"For Go, Rust, .NET and Java it writes the new stage: on the distribution that the compiler\n" +
		"links to, on ASP.NET's or on a JRE's image, with the program, what the file sets for it, and\n" +
		"the files of the build context that aren't source. If the file and the repository leave\n" +
		"nothing open, that's a suggestion. Else it's a draft, with what to decide: which libraries\n" +
		"the program is linked to (cgo, crates that end in `-sys`), which programs it starts\n" +
		"(`os/exec`), which files it reads. A program without C can also run on\n" +
		"`gcr.io/distroless/static` or `scratch`, which have no shell.",
	FixDoc: "Names the stage and adds another one below its last RUN, which gets the program, the files that it may read, certificates and time zones. What follows that RUN is part of the new stage. Offered only if the repository shows that the program needs nothing else of the old image. Check that it reads no other file and starts no other program.",
	Safety: lint.Review,
	Check: lint.Dockerfile(func(p *lint.DockerfilePass) {
		stage := p.File.FinalStage()
		root := stage.Root()
		start := dockerfile.StartOf(stage)
		if !root.BaseKnown || start == nil || !isToolchain(p.Facts.Image(root.Base)) || !buildsProgram(stage) || runsToolchain(start) {
			return
		}
		product, ok := products.Of(p.Facts, p.File, stage)
		if !ok {
			p.Report(root.From.Args[0].Span, shipsToolchain+"Add a stage with a small base that copies only the program: `COPY --from=build …`.", nil)
			return
		}
		reportProduct(p, stage, product)
	}),
}

// shipsToolchain is what messages begin with. The image's name isn't in it: a finding is the same one after
// another fix has changed the tag.
const shipsToolchain = "The whole toolchain of this image ships with your program. "

// reportProduct reports a stage whose product is known: with a fix if nothing about it is left open, else
// with a draft.
func reportProduct(p *lint.DockerfilePass, stage *dockerfile.Stage, product products.Product) {
	edits, same := inFinalStage(p.File, stage, product)
	message := fmt.Sprintf(shipsToolchain+"Add a stage on `%s` that copies only what the program needs.", product.Base)
	if len(product.Doubts) == 0 && !edit.TooLong(p.File, edits) {
		p.Report(stage.From.Args[0].Span, message, &lint.Fix{
			Safety:   lint.Review,
			Priority: lint.Moves,
			Note:     "The image has only what's copied. Check that the program reads no other file and starts no other program.",
			Edits:    edits,
			Calls:    lint.Calls{Below: !same},
		})
		return
	}
	finding := p.Report(stage.From.Args[0].Span, message, nil)
	if text, ok := edit.Apply(p.File.Source, edits); ok {
		note := "Check that the program reads no other file and starts no other program."
		if len(product.Doubts) > 0 {
			note = "Only you know " + strings.Join(product.Doubts, "; ") + "."
		}
		finding.Propose(p.File.Path, string(text), note)
	}
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
	if words := dockerfile.StartWords(start); program == "dotnet" && len(words) == 1 && len(words[0]) > 1 && strings.HasSuffix(words[0][1], ".dll") {
		return false // it runs what was published
	}
	return program == "" || shell.IsShell(program) || strings.HasSuffix(program, ".sh") ||
		slices.Contains([]string{"go", "cargo", "mvn", "gradle", "gradlew", "make", "cmake", "gcc", "dotnet", "python", "python3", "air", "watchexec", "swift", "tail", "sleep", "jupyter"}, program)
}
