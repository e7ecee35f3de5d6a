package bot

import (
	"errors"
	"io/fs"
	"testing"
	"testing/fstest"
)

func TestTree(t *testing.T) {
	reads := 0
	tree := NewTree([]Entry{
		{Path: "a.txt", SHA: "1", Regular: true, Size: 3}, {Path: "b/c/d.txt", SHA: "2", Regular: true, Size: 3},
		{Path: "b/e.txt", SHA: "3", Regular: true, Size: 3},
		{Path: "../outside", SHA: "6", Regular: true}, {Path: "/rooted", SHA: "7", Regular: true},
	}, func(e Entry) ([]byte, error) {
		reads++
		return []byte("x" + e.SHA + "\n"), nil
	})
	if err := fstest.TestFS(tree, "a.txt", "b/c/d.txt", "b/e.txt"); err != nil {
		t.Error(err)
	}
	reads = 0
	if found, err := fs.Glob(tree, "b/*.txt"); err != nil || len(found) != 1 || reads != 0 {
		t.Errorf("%v, %v, %d reads", found, err, reads)
	}
	if text, err := fs.ReadFile(tree, "b/c/d.txt"); err != nil || string(text) != "x2\n" || reads != 1 {
		t.Errorf("%q, %v, %d reads", text, err, reads)
	}
	for _, name := range []string{"outside", "rooted", "../outside", "gone"} {
		if _, err := fs.Stat(tree, name); err == nil {
			t.Errorf("%s is there", name)
		}
	}
}

// TestTreeOfLinks shows that a link exists, but can't be read.
func TestTreeOfLinks(t *testing.T) {
	tree := NewTree([]Entry{{Path: "link", SHA: "1"}}, func(Entry) ([]byte, error) { return []byte("/etc/passwd"), nil })
	if _, err := fs.Stat(tree, "link"); err != nil {
		t.Error(err)
	}
	if text, err := fs.ReadFile(tree, "link"); !errors.Is(err, fs.ErrInvalid) {
		t.Errorf("%q, %v", text, err)
	}
}

// TestUndo shows that undoing changes gives the tree before them.
func TestUndo(t *testing.T) {
	after := NewTree([]Entry{{Path: "same", SHA: "1", Regular: true}, {Path: "a/new", SHA: "2", Regular: true}, {Path: "changed", SHA: "3", Regular: true}, {Path: "b/to", SHA: "4", Regular: true}},
		func(e Entry) ([]byte, error) { return []byte(e.Path + e.SHA), nil })
	before := after.Undo([]Change{{Path: "a/new", Status: Added}, {Path: "changed", Status: Modified}, {Path: "b/to", Previous: "c/from", Status: Renamed}, {Path: "d/gone", Status: Removed}})
	for name, want := range map[string]string{"same": "same1", "changed": "changed", "c/from": "c/from", "d/gone": "d/gone"} {
		if text, err := fs.ReadFile(before, name); err != nil || string(text) != want {
			t.Errorf("%s: %q, %v", name, text, err)
		}
	}
	for _, name := range []string{"a", "a/new", "b", "b/to"} {
		if _, err := fs.Stat(before, name); err == nil {
			t.Errorf("%s is there", name)
		}
		if _, err := fs.Stat(after, name); err != nil {
			t.Errorf("%s is gone from the tree itself", name)
		}
	}
}
