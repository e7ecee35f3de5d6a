package facts

import (
	"io/fs"
	"path"
	"strings"

	"github.com/drydock-dev/drydock/syntax/dockerfile"
)

// Neighbours describes a Dockerfile's folder: whether it has other files, and how many
// Dockerfiles, this one included. A folder with only Dockerfiles isn't a build context.
// Hidden files don't count: running programs create them for a moment.
type Neighbours struct {
	Others      bool
	Dockerfiles int
}

// collection is how many Dockerfiles a project has beside each other at most, if it has nothing else there.
const collection = 5

// IsCollection reports whether the folder is a collection of Dockerfiles and no project.
func (n Neighbours) IsCollection() bool { return !n.Others && n.Dockerfiles > collection }

// looked is how many entries of a folder are looked at.
const looked = 16

// Beside returns what lies in the folder of a Dockerfile.
func (known *Facts) Beside(file *dockerfile.File) Neighbours {
	dir := path.Dir(file.Path)
	return known.neighbours.Get(dir, func() (found Neighbours) {
		entries, err := fs.ReadDir(known.Tree, dir)
		if err != nil {
			return found
		}
		for _, e := range entries[:min(looked, len(entries))] {
			switch {
			case strings.HasPrefix(e.Name(), "."):
			case dockerfile.Is(e.Name()):
				found.Dockerfiles++
			default:
				found.Others = true
			}
		}
		return found
	})
}
