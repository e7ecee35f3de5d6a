package copy

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/drydock-dev/drydock/facts"
	"github.com/drydock-dev/drydock/lint"
	"github.com/drydock-dev/drydock/syntax/dockerfile"
)

var Dockerignore = &lint.Rule{
	ID:       "copy-dockerignore",
	Severity: lint.Warning,
	Profile:  lint.Recommended,
	Since:    "1.0",
	Summary:  "`COPY .` without a `.dockerignore`, and files that don't belong in an image",
	Doc: "`COPY . .` takes everything that `.dockerignore` doesn't exclude: `.git` with the whole\n" +
		"history, `.env` and keys, `node_modules` from another machine. All of it is sent to the\n" +
		"builder at every build and ends up in the image. Any change to it rebuilds the layer.\n\n" +
		"Reported only if the [build context](../build-context.md) has such files and no\n" +
		"`.dockerignore`. What the Dockerfile uses isn't among them: `.git` where a step asks git for\n" +
		"the version, `node_modules` where nothing installs them, `.npmrc` where npm reads it.\n" +
		"The finding has the whole file. Where the repository builds other Dockerfiles too, it's\n" +
		"for this one alone: BuildKit prefers `Dockerfile.dockerignore` beside a Dockerfile.",
	FixDoc: "No suggestion can create a file. Save the text in the finding, or run `drydock fix --all`, which writes it where there is none. Check that the program gets what's in `.env` another way.",
	Check: lint.Dockerfile(func(p *lint.DockerfilePass) {
		if p.Facts.Tree == nil || hasDockerignore(p.Facts, p.File) {
			return
		}
		for _, in := range p.File.Instructions {
			if !dockerfile.CopiesAll(in) || in.Stage == nil || !p.File.Ships(in.Stage) {
				continue
			}
			if names := notForImages(p.Facts, p.File); len(names) > 0 {
				reportIgnored(p, in, names)
			}
			return
		}
	}),
}

// reportIgnored reports a COPY of everything that takes names which no image needs, with the file that
// leaves them out.
func reportIgnored(p *lint.DockerfilePass, in *dockerfile.Instruction, names []string) {
	lines := ignoredLines(p.Facts, p.File, names)
	message := fmt.Sprintf("Without a `.dockerignore`, this also copies %s into the image. Add one with these lines: %s.", lint.QuoteList(names), lint.QuoteList(lines))
	f := p.Report(in.Span, message, nil)
	f.Amount = len(names)
	if name := dockerignoreName(p.Facts, p.File); name != "" {
		note := "Check that the build needs none of these."
		if slices.Contains(names, ".env") {
			note += " The program has to get the variables of `.env` another way, such as `env_file` in Compose."
		}
		f.Propose(name, "# Secrets, history, and what the build makes itself\n"+strings.Join(lines, "\n")+"\n", note)
	}
}

// dockerignoreName returns the path of the file to write, "" if the build context isn't known. Other
// Dockerfiles of the context may need what this one doesn't.
func dockerignoreName(known *facts.Facts, file *dockerfile.File) string {
	folders := known.ContextFolders(file)
	if len(folders) != 1 {
		return ""
	}
	if slices.ContainsFunc(known.BuiltFiles(), func(name string) bool { return name != file.Path }) || known.Beside(file).Dockerfiles > 1 {
		return file.Path + ".dockerignore"
	}
	return path.Join(folders[0], ".dockerignore")
}

// hasDockerignore reports whether a list of excluded files applies in a folder that may be the build
// context. Podman has a name of its own for it.
func hasDockerignore(known *facts.Facts, file *dockerfile.File) bool {
	names := []string{file.Path + ".dockerignore"}
	for _, folder := range known.PossibleFolders(file) {
		names = append(names, path.Join(folder, ".dockerignore"), path.Join(folder, ".containerignore"))
	}
	return slices.ContainsFunc(names, func(name string) bool { return !known.IsMissing(name) })
}
