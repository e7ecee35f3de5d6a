package main

import (
	"errors"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"
	"sync"
)

// memoTree is a folder as a file system that lists each of its folders once:
// files are checked again for each of their suggestions, and lie beside each
// other, and the tree around them is the same. Most names that are asked for are
// not there, which the listing tells. What files hold is read each time.
type memoTree struct {
	fs.FS
	dirs memo[[]fs.DirEntry]
}

// trees are the folders that were opened, by name; they stay open to the end.
var trees memo[*memoTree]

// openTree returns the tree of a folder. Nothing outside of it can be read
// through it, links included.
func openTree(dir string) (*memoTree, error) {
	return trees.get(dir, func() (*memoTree, error) {
		root, err := os.OpenRoot(dir)
		if err != nil {
			return nil, err
		}
		return &memoTree{FS: root.FS()}, nil
	})
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
	return t.dirs.get(name, func() ([]fs.DirEntry, error) { return fs.ReadDir(t.FS, name) })
}

// memo remembers answers by name. Its zero value is ready.
type memo[T any] struct{ known sync.Map } // of string to func() (T, error)

func (m *memo[T]) get(name string, ask func() (T, error)) (T, error) {
	answer, ok := m.known.Load(name)
	if !ok {
		answer, _ = m.known.LoadOrStore(name, sync.OnceValues(ask))
	}
	return answer.(func() (T, error))()
}
