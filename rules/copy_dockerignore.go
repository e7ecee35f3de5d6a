package rules

import (
	"io/fs"
	"path"
	"slices"
)

var copyDockerignore = &Rule{
	ID:       "copy-dockerignore",
	Severity: Warning,
	Profile:  Recommended,
	Since:    "1.0",
	Summary:  "`COPY .` with no `.dockerignore`, and things in the repository that do not belong into an image",
	Doc: "`COPY . .` takes everything that `.dockerignore` does not keep out: `.git` with the\n" +
		"whole history, `.env` and keys, `node_modules` of another machine. All of it is sent\n" +
		"to the builder at every build, ends up in the image, and makes the layer new\n" +
		"whenever any of it changes.\n\n" +
		"Reported where there is no `.dockerignore` at all and the repository has something\n" +
		"of the kind. The message has a file to start with.",
	FixDoc: "None: the change is a new file, which no suggestion can make. Save what the message shows as `.dockerignore`.",
	Check: func(p *Pass) {
		if p.Tree == nil || p.hasDockerignore() {
			return
		}
		for _, in := range p.File.Instructions {
			if !copiesAll(in) || in.Stage == nil || !p.ships(in.Stage) {
				continue
			}
			if names := p.notForImages(); len(names) > 0 {
				p.Report(in.Span, "There is no `.dockerignore`, so this copies "+quoteList(names)+" into the image as well. Keep them out with a `.dockerignore` of these lines: "+quoteList(append(names, extraIgnores(names)...))+".", nil)
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

// unwanted are the names that no image needs, those that hurt most first.
var unwanted = []string{".env", ".git", "node_modules", ".venv", "venv", "__pycache__", ".terraform", ".aws", ".ssh", "id_rsa", "id_ed25519", ".npmrc", ".pypirc", "secrets"}

// notForImages returns what is in the tree and should not be in an image.
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

// extraIgnores returns what else belongs into a `.dockerignore` beside names.
func extraIgnores(names []string) []string {
	return slices.DeleteFunc([]string{".git", "**/*.log", "Dockerfile*"}, func(name string) bool { return slices.Contains(names, name) })
}
