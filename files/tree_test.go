package files

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"
	"testing/fstest"

	"github.com/drydock-dev/drydock/internal/drydocktest"
)

func TestOpenTree(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"a.txt", "b/c.txt", "b/d/e.txt"} {
		drydocktest.Write(t, filepath.Join(dir, name), name)
	}
	tree, err := OpenTree(dir)
	if err != nil {
		t.Fatal(err)
	}
	if err := fstest.TestFS(tree, "a.txt", "b/c.txt", "b/d/e.txt"); err != nil {
		t.Error(err)
	}
	for _, name := range []string{"gone", "b/gone", "gone/gone", "a.txt/gone", "../" + filepath.Base(dir)} {
		if _, err := fs.Stat(tree, name); err == nil {
			t.Errorf("%s is there", name)
		}
	}
	if _, err := fs.Stat(tree, "b/gone"); !errors.Is(err, fs.ErrNotExist) {
		t.Error(err)
	}
	if again, err := OpenTree(dir); err != nil || again != tree {
		t.Errorf("opened twice, %v", err)
	}
}

func TestCreate(t *testing.T) {
	dir, outside := t.TempDir(), t.TempDir()
	drydocktest.Write(t, filepath.Join(dir, "a.txt"), "a")
	if err := os.Symlink(outside, filepath.Join(dir, "link")); err != nil {
		t.Fatal(err)
	}
	tree, err := OpenTree(dir)
	if err != nil {
		t.Fatal(err)
	}
	if err := tree.Create("b.txt", []byte("b")); err != nil || drydocktest.Read(t, filepath.Join(dir, "b.txt")) != "b" {
		t.Errorf("a new file: %v", err)
	}
	if err := tree.Create("a.txt", []byte("b")); !errors.Is(err, fs.ErrExist) || drydocktest.Read(t, filepath.Join(dir, "a.txt")) != "a" {
		t.Errorf("an existing file: %v", err)
	}
	for _, name := range []string{"gone/b.txt", "../b.txt", "link/b.txt"} {
		if err := tree.Create(name, nil); err == nil {
			t.Errorf("%s was created", name)
		}
	}
}
