package main

import (
	"errors"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"

	"github.com/drydock-dev/drydock/memo"
)

// memoTree is a folder as a file system that lists each of its folders once:
// files are checked again for each of their suggestions, and lie beside each
// other, and the tree around them is the same. Most names that are asked for are
// not there, which the listing tells. What files hold is read each time.
type memoTree struct {
	fs.FS
	dirs memo.Map[listing]
}

type listing struct {
	entries []fs.DirEntry
	err     error
}

// trees are the folders that were opened, by name; they stay open to the end.
var trees memo.Map[opened]

type opened struct {
	tree *memoTree
	err  error
}

// openTree returns the tree of a folder. Nothing outside of it can be read
// through it, links included.
func openTree(dir string) (*memoTree, error) {
	o := trees.Get(dir, func() opened {
		root, err := os.OpenRoot(dir)
		if err != nil {
			return opened{err: err}
		}
		return opened{tree: &memoTree{FS: root.FS()}}
	})
	return o.tree, o.err
}

// Stat implements fs.StatFS.
func (t *memoTree) Stat(name string) (fs.FileInfo, error) {
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
func (t *memoTree) ReadDir(name string) ([]fs.DirEntry, error) {
	l := t.dirs.Get(name, func() (l listing) {
		l.entries, l.err = fs.ReadDir(t.FS, name)
		return l
	})
	return l.entries, l.err
}
