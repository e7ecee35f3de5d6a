package files

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/drydock-dev/drydock/internal/drydocktest"
)

// TestReplace checks that a file gets its new text and keeps its mode.
func TestReplace(t *testing.T) {
	path := filepath.Join(t.TempDir(), "f")
	drydocktest.Write(t, path, "old")
	if err := os.Chmod(path, 0o640); err != nil {
		t.Fatal(err)
	}
	if err := Replace(path, []byte("old"), []byte("new")); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o640 || drydocktest.Read(t, path) != "new" {
		t.Errorf("%v: %q", info.Mode(), drydocktest.Read(t, path))
	}
	if left, _ := os.ReadDir(filepath.Dir(path)); len(left) != 1 {
		t.Errorf("%d files are left behind", len(left))
	}
}

// TestReplaceChanged checks that a file which somebody changed in the meantime keeps that change.
func TestReplaceChanged(t *testing.T) {
	path := filepath.Join(t.TempDir(), "f")
	drydocktest.Write(t, path, "theirs")
	if err := Replace(path, []byte("old"), []byte("new")); err == nil || !strings.Contains(err.Error(), "changed in the meantime") {
		t.Errorf("error %v", err)
	}
	if left, _ := os.ReadDir(filepath.Dir(path)); drydocktest.Read(t, path) != "theirs" || len(left) != 1 {
		t.Errorf("the file is %q beside %d others", drydocktest.Read(t, path), len(left)-1)
	}
}

// TestReplaceRefuses checks that a read-only file, a link and a folder stay as they are.
func TestReplaceRefuses(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"read-only", "target", "folder/f"} {
		drydocktest.Write(t, filepath.Join(dir, name), "old")
	}
	if err := os.Chmod(filepath.Join(dir, "read-only"), 0o444); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("target", filepath.Join(dir, "link")); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{"read-only": "the file is read-only", "link": "not a regular file", "folder": "not a regular file", "gone": "no such file"} {
		if err := Replace(filepath.Join(dir, name), []byte("old"), []byte("new")); err == nil || !strings.HasPrefix(err.Error(), want) {
			t.Errorf("%s: error %v, want %q", name, err, want)
		}
	}
	for _, name := range []string{"read-only", "target", "folder/f"} {
		if text := drydocktest.Read(t, filepath.Join(dir, name)); text != "old" {
			t.Errorf("%s is %q", name, text)
		}
	}
	if info, err := os.Lstat(filepath.Join(dir, "link")); err != nil || info.Mode()&os.ModeSymlink == 0 {
		t.Errorf("the link became %v, %v", info, err)
	}
	if left, _ := os.ReadDir(dir); len(left) != 4 {
		t.Errorf("%d entries, want 4", len(left))
	}
}
