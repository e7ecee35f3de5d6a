package main

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/drydock-dev/drydock/examples"
)

// TestHabits fixes the example of bad habits and compares the result with the good example.
func TestHabits(t *testing.T) {
	dir := t.TempDir()
	bad, err := fs.Sub(examples.Habits, "habits/bad")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.CopyFS(dir, bad); err != nil {
		t.Fatal(err)
	}
	if r := drydock(t, dir, nil, "", "fix", "--all"); r.code != 0 {
		t.Errorf("exit code %d\n%s%s", r.code, r.stdout, r.stderr)
	}
	seen := 0
	err = fs.WalkDir(examples.Habits, "habits/good", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		seen++
		want, err := fs.ReadFile(examples.Habits, name)
		if got := read(t, filepath.Join(dir, strings.TrimPrefix(name, "habits/good/"))); got != string(want) {
			t.Errorf("%s:\n%s\nwant\n%s", name, got, want)
		}
		return err
	})
	if err != nil || seen < 5 {
		t.Errorf("%d files: %v", seen, err)
	}
}
