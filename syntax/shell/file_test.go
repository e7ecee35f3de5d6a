package shell_test

import (
	"slices"
	"testing"

	"github.com/drydock-dev/drydock/syntax"
	"github.com/drydock-dev/drydock/syntax/shell"
)

// TestFile shows the simple commands of a script file, wherever they stand, with the exact
// bytes of their words, and its comments.
func TestFile(t *testing.T) {
	f := shell.ParseFile("run.sh", []byte("#!/bin/sh\nif true; then\n  docker run \\\n    --name='größer' \"$X\" # why\nfi\nx=$(date)\n"))
	document := f.Common()
	var got []string
	for i, c := range commandsOf(f) {
		got = append(got, document.Text(c.Span))
		for _, w := range c.Words {
			got = append(got, document.Text(w.Span)+" = "+w.Value)
		}
		if c.Index != i {
			t.Errorf("command %d has index %d", i, c.Index)
		}
	}
	want := []string{"true", "true = true", "docker run \\\n    --name='größer' \"$X\"", "docker = docker", "run = run", "--name='größer' = --name=größer", "\"$X\" = ", "date", "date = date"}
	if !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	if f.Kind() != syntax.ShellScript || len(document.Comments) != 2 || document.Comments[1].Text != "why" || document.Comments[1].Line != 4 {
		t.Errorf("%s %+v", f.Kind(), document.Comments)
	}
}

// TestReparse shows that another text of a file has the commands of that text.
func TestReparse(t *testing.T) {
	f := shell.ParseFile("x.sh", []byte("a b\nc\n")).Reparse([]byte("# d\na b\n  c e\n"))
	if got := described(f); got != "a|b; c|e" || f.Kind() != syntax.ShellScript || f.Common().Path != "x.sh" || len(f.Common().Comments) != 1 {
		t.Errorf("%q, %+v", got, f.Common().Comments)
	}
}

// TestUnreadable shows that a script which the parser rejects is a file without commands.
func TestUnreadable(t *testing.T) {
	f := shell.ParseFile("x.sh", []byte("a b\nc d |\n"))
	if scripts := f.(shell.Holder).Scripts(); f.Common().Err != nil || len(scripts) != 1 || scripts[0].Tree != nil || len(commandsOf(f)) != 0 {
		t.Errorf("%v %+v", f.Common().Err, scripts)
	}
}

func TestIs(t *testing.T) {
	for name, want := range map[string]bool{"a.sh": true, "b/A.BASH": true, "sh": false, "a.zsh": false, "a.sh.txt": false} {
		if shell.Is(name) != want {
			t.Errorf("Is(%q) = %t", name, !want)
		}
	}
}
