package shell_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/drydock-dev/drydock/syntax"
	"github.com/drydock-dev/drydock/syntax/dockerfile"
	"github.com/drydock-dev/drydock/syntax/makefile"
	"github.com/drydock-dev/drydock/syntax/shell"
)

// TestInner shows the commands of a script that another shell gets as text, each with its
// exact bytes and the program that runs it.
func TestInner(t *testing.T) {
	tests := []struct{ name, script, via, inner string }{
		{"single quotes", "sh -c 'a 1; b \"2 3\"'", "sh", `a|1; b|"2 3"`},
		{"double quotes", `sh -c "a '1' && b"`, "sh", "a|'1'; b"},
		{"a variable of the outer shell", `sh -c "a $X b"`, "sh", "a|$X|b"},
		{"options in front", `bash -euo pipefail -c "a 1"`, "bash", "a|1"},
		{"a cluster", `bash -o pipefail -exc 'a 1'`, "bash", "a|1"},
		{"a cluster with c in front", `bash -ce 'a 1'`, "bash", "a|1"},
		{"options of the shell's", `bash -e +o posix -c 'a'`, "bash", "a"},
		{"su", "su app -c 'a 1'", "su", "a|1"},
		{"su with a shell", "su - app -s /bin/sh -c 'a 1'", "su", "a|1"},
		{"su, the long option", "su --command 'a 1' app", "su", "a|1"},
		{"runuser", "runuser -u app -- sh -c 'a 1'", "runuser", "a|1"},
		{"with a folder, behind a wrapper", "sudo -u x /bin/bash -c 'a 1'", "bash", "a|1"},
		{"an applet", "busybox sh -c 'a'", "sh", "a"},
		{"wrappers inside", "sh -c 'sudo -n a'", "sh", "sudo|-n|a"},
		{"several lines", "sh -c '\n  a ü \\\n    1\n  b\n'\n", "sh", "a|ü|1; b"},
		{"one in another", `sh -c "x; bash -c 'a 1'"`, "", `x; bash|-c|'a 1'; a|1`},
		{"arguments behind", "sh -c 'a \"$1\"' sh b", "sh", `a|"$1"`},
		{"in a condition", "if true; then sh -c 'a'; fi", "sh", "a"},

		{"a script's name", "sh run.sh -c 'a'", "", ""},
		{"another program", "docker -c 'a'", "", ""},
		{"nothing behind", "sh -c", "", ""},
		{"no quotes", "sh -c a", "", ""},
		{"an escape", `sh -c "a \"b\""`, "", ""},
		{"quotes of C", `sh -c $'a\tb'`, "", ""},
		{"quotes for translation", `sh -c $"a"`, "", ""},
		{"two pieces", `sh -c 'a '"$b"`, "", ""},
		{"a variable", `sh -c "$X"`, "sh", `$X`},
		{"no shell script", "sh -c 'if'", "", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			f := shell.ParseFile("x.sh", []byte(tt.script))
			checkInner(t, f, tt.via, tt.inner)
			s := f.(shell.Holder).Scripts()[0]
			if all := s.AllCommands(); len(all) != len(s.Commands)+len(s.Inner) || !slices.IsSortedFunc(all, func(a, b *shell.Command) int { return a.Span.Start - b.Span.Start }) {
				t.Error("not all commands, or not in the order of the text")
			}
		})
	}
}

func checkInner(t *testing.T, f syntax.File, via, want string) {
	t.Helper()
	document := f.Common()
	var got []string
	for _, s := range f.(shell.Holder).Scripts() {
		for _, c := range s.Inner {
			got = append(got, strings.Join(texts(document, c.AllWords()), "|"))
			if c.Via == nil || c.Script != s || via != "" && c.Via.Program() != via {
				t.Errorf("%s is run by %+v", document.Text(c.Span), c.Via)
			} else if !c.Via.Words[len(c.Via.Words)-1].Span.Contains(c.Span) && !slices.ContainsFunc(c.Via.Words, func(w shell.Word) bool { return w.Span.Contains(c.Span) }) {
				t.Errorf("%s stands outside the words of the command that runs it", document.Text(c.Span))
			}
		}
		for _, c := range s.Commands {
			if c.Via != nil {
				t.Errorf("%s is run by %+v", document.Text(c.Span), c.Via)
			}
		}
	}
	if got := strings.Join(got, "; "); got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

// TestInnerOfKinds shows inner commands in files whose bytes are not all the shell's.
func TestInnerOfKinds(t *testing.T) {
	for _, tt := range []struct {
		name string
		file syntax.File
		want string
	}{
		{"a Dockerfile", dockerfile.Parse("Dockerfile", []byte("FROM a\nRUN x && \\\n  # why\n  sh -c 'a 1'\n")), "a|1"},
		{"a trigger", dockerfile.Parse("Dockerfile", []byte("FROM a\nONBUILD RUN sh -c 'a 1'\n")), "a|1"},
		{"over continued lines, between words", dockerfile.Parse("Dockerfile", []byte("FROM a\nRUN sh -c 'a \\\n  1'\n")), ""},
		{"over continued lines, in a word", dockerfile.Parse("Dockerfile", []byte("FROM a\nRUN sh -c 'a\\\nb 1'\n")), ""},
		{"a here-document", dockerfile.Parse("Dockerfile", []byte("FROM a\nRUN <<E\nsh -c 'a\n  1'\nE\n")), "a; 1"},
		{"a Makefile", makefile.Parse("Makefile", []byte("x:\n\t@sh -c 'a $(X) $$Y'\n")), "a|$(X)|$$Y"},
	} {
		t.Run(tt.name, func(t *testing.T) { checkInner(t, tt.file, "sh", tt.want) })
	}
}

// TestSubstitutionInInner shows that a substitution which the outer shell makes is one
// command, not one of each shell.
func TestSubstitutionInInner(t *testing.T) {
	for script, want := range map[string]int{
		`sh -c "a $(b)"`:            3, // sh, b, a
		`sh -c 'a $(b)'`:            3, // sh, a, b
		"sh -c \"a `b`\"":           3,
		`sh -c "a; sh -c 'c $(b)'"`: 5, // sh, b, a, sh, c
	} {
		if got := len(shell.ParseText([]byte(script)).AllCommands()); got != want {
			t.Errorf("%s: %d commands, want %d", script, got, want)
		}
	}
}

// TestPipes shows a script's pipes with the programs in them, those of inner scripts as well, and
// one that two shells see only once.
func TestPipes(t *testing.T) {
	for script, want := range map[string]string{
		`a; b | c`:                    "b | c: b c",
		`a | (b && c) |& d`:           "a | (b && c) |& d: a b c d; a | (b && c): a b c",
		`x | sh -c 'a | b 1'`:         "x | sh -c 'a | b 1': x sh; a | b 1: a b",
		`sh -c "a $(b | c)"`:          "b | c: b c",
		`sh -c 'a $(b | c)'`:          "b | c: b c",
		`sh -c "a; sh -c 'b | c'"`:    "b | c: b c",
		`sh -c "a $(sh -c 'b | c')"`:  "b | c: b c",
		`sh -c "sh -c 'a $(b | c) '"`: "b | c: b c",
		`sh -c "a || b"`:              "",
	} {
		var got []string
		for _, p := range shell.ParseText([]byte(script)).Pipes {
			text := script[p.Span.Start:p.Span.End] + ":"
			for _, c := range p.Commands {
				text += " " + c.Program()
			}
			got = append(got, text)
		}
		if got := strings.Join(got, "; "); got != want {
			t.Errorf("%s: %q, want %q", script, got, want)
		}
	}
}
