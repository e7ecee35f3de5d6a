package files

import (
	"errors"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/drydock-dev/drydock/memo"
)

// Tree is a file system that lists each folder only once. Each file is checked again for every
// suggestion, always with the same tree around it. Most names asked for don't exist, and the cached
// listing answers that. File contents are not cached.
type Tree struct {
	fs.FS
	root       *os.Root
	dirs       memo.Map[listing]
	remembered memo.Map[any]
}

// Remember returns what make works out about the whole tree. It does so once for each name.
func (t *Tree) Remember(name string, make func() any) any { return t.remembered.Get(name, make) }

type listing struct {
	entries []fs.DirEntry
	err     error
}

// trees are the opened folders by name. They stay open until the program ends.
var trees memo.Map[opened]

type opened struct {
	tree *Tree
	err  error
}

// OpenTree returns the tree of a folder. It can't read anything outside the folder, not even
// through links.
func OpenTree(dir string) (*Tree, error) {
	o := trees.Get(dir, func() opened {
		root, err := os.OpenRoot(dir)
		if err != nil {
			return opened{err: err}
		}
		return opened{tree: &Tree{FS: root.FS(), root: root}}
	})
	return o.tree, o.err
}

// Create writes a new file into the tree. It returns an error if there is one of that name, or if its
// folder isn't in the tree.
func (t *Tree) Create(name string, text []byte) error {
	file, err := t.root.OpenFile(filepath.FromSlash(name), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return PlainError(err)
	}
	_, err = file.Write(text)
	return errors.Join(err, file.Close())
}

// Stat implements fs.StatFS.
func (t *Tree) Stat(name string) (fs.FileInfo, error) {
	if fs.ValidPath(name) && name != "." {
		entries, err := t.ReadDir(path.Dir(name))
		if errors.Is(err, fs.ErrNotExist) {
			return nil, err
		}
		_, there := slices.BinarySearchFunc(entries, path.Base(name), func(e fs.DirEntry, name string) int { return strings.Compare(e.Name(), name) })
		if err == nil && !there {
			return nil, &fs.PathError{Op: "stat", Path: name, Err: fs.ErrNotExist}
		}
	}
	return fs.Stat(t.FS, name)
}

// ReadDir implements fs.ReadDirFS.
func (t *Tree) ReadDir(name string) ([]fs.DirEntry, error) {
	l := t.dirs.Get(name, func() (l listing) {
		l.entries, l.err = fs.ReadDir(t.FS, name)
		return l
	})
	return l.entries, l.err
}
