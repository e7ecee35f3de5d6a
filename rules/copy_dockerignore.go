package rules

import (
	"fmt"
	"io/fs"
	"path"
	"slices"
)

var copyDockerignore = &Rule{
	ID:       "copy-dockerignore",
	Severity: Warning,
	Profile:  Recommended,
	Since:    "1.0",
	Summary:  "`COPY .` without a `.dockerignore`, and files that don't belong in an image",
	Doc: "`COPY . .` takes everything that `.dockerignore` doesn't exclude: `.git` with the whole\n" +
		"history, `.env` and keys, `node_modules` from another machine. All of it is sent to the\n" +
		"builder at every build and ends up in the image. Any change to it rebuilds the layer.\n\n" +
		"Reported only if there is no `.dockerignore` at all and the repository has such files.\n" +
		"The message lists lines to start with.",
	FixDoc: "None: the change is a new file, which a suggestion can't create. Save the lines from the message as `.dockerignore`.",
	Check: func(p *Pass) {
		if p.Tree == nil || p.hasDockerignore() {
			return
		}
		for _, in := range p.File.Instructions {
			if !copiesAll(in) || in.Stage == nil || !p.ships(in.Stage) {
				continue
			}
			if names := p.notForImages(); len(names) > 0 {
				p.Report(in.Span, fmt.Sprintf("Without a `.dockerignore`, this also copies %s into the image. Add one with these lines: %s.", quoteList(names), quoteList(append(names, extraIgnores(names)...))), nil)
			}
			return
		}
	},
}

func (p *Pass) hasDockerignore() bool {
	for _, name := range []string{p.File.Path + ".dockerignore", path.Join(path.Dir(p.File.Path), ".dockerignore"), ".dockerignore"} {
		if _, err := fs.Stat(p.Tree, name); err == nil {
			return true
		}
	}
	return false
}

// unwanted are names that no image needs, the most harmful first.
var unwanted = []string{".env", ".git", "node_modules", ".venv", "venv", "__pycache__", ".terraform", ".aws", ".ssh", "id_rsa", "id_ed25519", ".npmrc", ".pypirc", "secrets"}

// notForImages returns the unwanted names that are in the tree.
func (p *Pass) notForImages() []string {
	var found []string
	for _, root := range p.contextRoots() {
		for _, name := range unwanted {
			if _, err := fs.Stat(p.Tree, path.Join(root, name)); err == nil && !slices.Contains(found, name) {
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
