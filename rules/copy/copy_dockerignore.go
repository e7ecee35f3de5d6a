package copy

import (
	"fmt"
	"io/fs"
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
		"Reported only if there is no `.dockerignore` at all and the repository has such files.\n" +
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

func hasDockerignore(known *facts.Facts, file *dockerfile.File) bool {
	for _, name := range []string{file.Path + ".dockerignore", path.Join(path.Dir(file.Path), ".dockerignore"), ".dockerignore"} {
		if _, err := fs.Stat(known.Tree, name); err == nil {
			return true
		}
	}
	return false
}

// unwanted are names that no image needs, the most harmful first.
var unwanted = []string{".env", ".git", "node_modules", ".venv", "venv", "__pycache__", ".terraform", ".aws", ".ssh", "id_rsa", "id_ed25519", ".npmrc", ".pypirc", "secrets"}

// notForImages returns the unwanted names that are in the tree.
func notForImages(known *facts.Facts, file *dockerfile.File) []string {
	var found []string
	for _, root := range facts.ContextRoots(file) {
		for _, name := range unwanted {
			if _, err := fs.Stat(known.Tree, path.Join(root, name)); err == nil && !slices.Contains(found, name) {
				found = append(found, name)
			}
		}
	}
	return found
}

// extraIgnores returns further lines for a `.dockerignore` that has names.
func extraIgnores(names []string) []string {
	return slices.DeleteFunc([]string{".git", "**/*.log", "Dockerfile*"}, func(name string) bool { return slices.Contains(names, name) })
}
