package compose

import (
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/drydock-dev/drydock/facts"
	"github.com/drydock-dev/drydock/syntax/compose"
)

// besideCompose reports whether the Compose file's folder holds more than YAML files. A
// folder with nothing but Compose files isn't a project.
func besideCompose(known *facts.Facts, file *compose.File) bool {
	entries, err := fs.ReadDir(known.Tree, path.Dir(file.Path))
	return err == nil && slices.ContainsFunc(entries, func(e fs.DirEntry) bool {
		extension := path.Ext(e.Name())
		return !strings.HasPrefix(e.Name(), ".") && extension != ".yml" && extension != ".yaml"
	})
}
