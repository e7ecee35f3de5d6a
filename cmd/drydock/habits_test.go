package main

import (
	"io/fs"
	"path"
	"path/filepath"
	"testing"

	"github.com/drydock-dev/drydock/examples"
)

// TestHabits mends the example of bad habits and compares the outcome with the good one.
func TestHabits(t *testing.T) {
	dir := t.TempDir()
	bad, err := fs.ReadDir(examples.Habits, "habits/bad")
	if err != nil || len(bad) == 0 {
		t.Fatal("no example", err)
	}
	text := func(folder, name string) string {
		text, err := examples.Habits.ReadFile(path.Join("habits", folder, name))
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
	for _, f := range bad {
		write(t, filepath.Join(dir, f.Name()), text("bad", f.Name()))
	}
	if r := drydock(t, dir, nil, "", "fix", "--all"); r.code != 0 {
		t.Errorf("exit code %d\n%s%s", r.code, r.stdout, r.stderr)
	}
	for _, f := range bad {
		if got, want := read(t, filepath.Join(dir, f.Name())), text("good", f.Name()); got != want {
			t.Errorf("%s:\n%s\nwant\n%s", f.Name(), got, want)
		}
	}
}
