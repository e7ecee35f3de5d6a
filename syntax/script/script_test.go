package script

import (
	"slices"
	"testing"

	"github.com/drydock-dev/drydock/syntax"
)

func parsed(t *testing.T, source string) (*syntax.File, *File) {
	t.Helper()
	f := Parse("run.sh", []byte(source))
	return f, f.Model.(*File)
}

// TestCommands shows the simple commands of a script, wherever they stand, with the
// exact bytes of their words.
func TestCommands(t *testing.T) {
	f, m := parsed(t, "#!/bin/sh\nif true; then\n  docker run \\\n    --name='größer' \"$X\" # why\nfi\nx=$(date)\n")
	var got []string
	for _, c := range m.Commands {
		got = append(got, f.Text(c.Span))
		for _, w := range c.Words {
			got = append(got, f.Text(w.Span)+" = "+w.Value)
		}
	}
	want := []string{"true", "true = true", "docker run \\\n    --name='größer' \"$X\"", "docker = docker", "run = run", "--name='größer' = --name=größer", "\"$X\" = ", "date", "date = date"}
	if !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	if len(f.Comments) != 2 || f.Comments[1].Text != "why" || f.Comments[1].Line != 4 {
		t.Errorf("%+v", f.Comments)
	}
}

// TestChanges names what differs between two scripts, and refuses one that no longer
// parses.
func TestChanges(t *testing.T) {
	_, before := parsed(t, "a b\nc d | e\n")
	for source, want := range map[string][]string{
		"a \"b\"\nc d | e\n": {"command 0"},
		"a  b\nc d | e\n":    {"structure"},
		"a x\nc d | e\n":     {"command 0"},
		"a x\nc d | f\n":     {"command 0", "command 2"},
		"a b\nc d && e\n":    {"structure"},
		"a b\nc d | e >x\n":  {"structure"},
		"a b\nc d | e\nf\n":  {"structure"},
		"(a b)\nc d | e\n":   {"structure"},
		"a b\nc d | e # x\n": {"structure"},
	} {
		_, after := parsed(t, source)
		if got := before.Changes(after); !slices.Equal(got, want) {
			t.Errorf("%q: %q, want %q", source, got, want)
		}
	}
	_, broken := parsed(t, "a b\nc d |\n")
	if before.Sound(broken) == nil || broken.Sound(before) != nil || len(broken.Commands) != 0 {
		t.Error("a script that no longer parses is taken for sound")
	}
}
