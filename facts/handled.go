package facts

import (
	"path"
	"slices"

	"github.com/drydock-dev/drydock/kinds"
	"github.com/drydock-dev/drydock/syntax/dockerfile"
	"github.com/drydock-dev/drydock/syntax/shell"
)

// IsHandled reports whether a script that builds a Dockerfile, or one beside it in the same file, names a
// file: `cp ../version.json .`, `git describe > version.txt`. Then it's probably there when the build
// starts.
func (known *Facts) IsHandled(file *dockerfile.File, name string) bool {
	var read []string
	for _, b := range known.Builds(file) {
		if slices.Contains(read, b.Path) {
			continue
		}
		read = append(read, b.Path)
		holder, ok := kinds.Parse(b.Path, readText(known.Tree, b.Path)).(shell.Holder)
		if ok && slices.ContainsFunc(holder.Scripts(), func(s *shell.Script) bool { return names(s, name) }) {
			return true
		}
	}
	return false
}

// names reports whether a script names a file, in whatever folder.
func names(s *shell.Script, file string) bool {
	return slices.ContainsFunc(s.AllCommands(), func(c *shell.Command) bool {
		words := slices.Clone(c.Words)
		for _, r := range c.Redirects {
			words = append(words, r.Target)
		}
		return slices.ContainsFunc(words, func(w shell.Word) bool { return path.Base(w.Value) == path.Base(file) })
	})
}
