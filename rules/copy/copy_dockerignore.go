package copy

import (
	"fmt"
	"path"
	"slices"

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
		"`.dockerignore`.\n" +
		"The message lists lines to start with.",
	FixDoc: "None: the change is a new file, which a suggestion can't create. Save the lines from the message as `.dockerignore`.",
	Check: lint.Dockerfile(func(p *lint.DockerfilePass) {
		if p.Facts.Tree == nil || hasDockerignore(p.Facts, p.File) {
			return
		}
		for _, in := range p.File.Instructions {
			if !dockerfile.CopiesAll(in) || in.Stage == nil || !p.File.Ships(in.Stage) {
				continue
			}
			if names := notForImages(p.Facts, p.File); len(names) > 0 {
				p.Report(in.Span, fmt.Sprintf("Without a `.dockerignore`, this also copies %s into the image. Add one with these lines: %s.", lint.QuoteList(names), lint.QuoteList(append(names, extraIgnores(names)...))), nil).Amount = len(names)
			}
			return
		}
	}),
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

// unwanted are names that no image needs, the most harmful first.
var unwanted = []string{".env", ".git", "node_modules", ".venv", "venv", "__pycache__", ".terraform", ".aws", ".ssh", "id_rsa", "id_ed25519", ".npmrc", ".pypirc", "secrets"}

// notForImages returns the unwanted names that every build context of a Dockerfile has.
func notForImages(known *facts.Facts, file *dockerfile.File) (found []string) {
	for _, name := range unwanted {
		if known.InContext(file, name) {
			found = append(found, name)
		}
	}
	return found
}

// extraIgnores returns further lines for a `.dockerignore` that has names.
func extraIgnores(names []string) []string {
	return slices.DeleteFunc([]string{".git", "**/*.log", "Dockerfile*"}, func(name string) bool { return slices.Contains(names, name) })
}
