package shell_test

import (
	"strings"
	"testing"

	"github.com/drydock-dev/drydock/syntax/shell"
)

// TestRuns shows the commands in the order in which they run, each with its folder where it isn't the
// script's.
func TestRuns(t *testing.T) {
	tests := []struct{ name, script, want string }{
		{"a list", "a && b; c", "a b c"},
		{"a function where it is called", "f() { b; }; a; f; c", "a f b c"},
		{"a function that is called twice", "f() { b; }; f && f", "f b f b"},
		{"a function that isn't called", "f() { b; }; a", "a"},
		{"functions that call each other", "f() { b; }; g() { f; c; }; g", "g f b c"},
		{"a trap at the end", "trap 'b' EXIT; a", "trap a b@?"},
		{"a trap for a signal", "trap 'b' TERM; a", "trap a"},
		{"a trap behind an exit", "trap 'b' EXIT; a; exit 0; c", "trap a exit b@?"},
		{"behind an exit", "a; exit 0; b", "a exit"},
		{"behind an exit that depends", "a; [ -f x ] && exit 0; b", "a  exit b"},
		{"behind an exit on failure", "a || exit 1; b", "a exit b"},
		{"behind an exit on success", "a && exit 0 || c; b", "a exit"},
		{"behind an exit of a subshell", "(a; exit 0; b); c", "a exit c"},
		{"behind an exit of a function", "f() { a; exit 0; }; f; b", "f a exit"},
		{"behind a return", "f() { a; return 0; b; }; f; c", "f a return c"},
		{"behind exec", "a; exec b; c", "a b"},
		{"a shell as another program", "exec sh -c 'a; b'; c", "sh a b"},
		{"a shell", "sh -c 'a; exit 0'; b", "sh a exit b"},
		{"cd", "cd /x && a; cd y; b", "cd a@/x cd@/x b@/x/y"},
		{"cd in a subshell", "(cd /x; a); b", "cd a@/x b"},
		{"cd in another shell", "cd x; sh -c 'cd y; a'; b", "cd sh@x cd@x a@x/y b@x"},
		{"cd in a pipe", "cd x | a; b", "cd a b"},
		{"cd to where one was", "cd x; cd -; a", "cd cd@x a@?"},
		{"cd in a function", "f() { cd x; a; }; f; b", "f cd a@x b@x"},
		{"cd in a subshell of a function", "f() (cd x; a); f; cd y; f", "f cd a@x cd f@y cd@y a@y/x"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var got []string
			for _, r := range shell.ParseText([]byte(tt.script)).Runs() {
				name := r.Program()
				switch r.Dir {
				case ".":
				case "":
					name += "@?"
				default:
					name += "@" + r.Dir
				}
				got = append(got, name)
			}
			if got := strings.Join(got, " "); got != tt.want {
				t.Errorf("%s, want %s", got, tt.want)
			}
		})
	}
}

// TestRunsAreBounded shows that functions which call each other come to an end.
func TestRunsAreBounded(t *testing.T) {
	for _, script := range []string{
		"f() { f; f; }; f",
		"f() { g; g; }; g() { f; f; }; f",
		strings.Repeat("f() { f; f; f; };", 50) + "f",
		strings.Repeat("a;", 100_000),
	} {
		if n := len(shell.ParseText([]byte(script)).Runs()); n == 0 || n > 1500 {
			t.Errorf("%.20s…: %d runs", script, n)
		}
	}
}

// TestExcludes shows which two commands, `a` and `b`, don't run together.
func TestExcludes(t *testing.T) {
	tests := []struct {
		script string
		want   bool
	}{
		{"a; b", false},
		{"if x; then a; else b; fi", true},
		{"if x; then a; elif y; then z; else b; fi", true},
		{"if x; then a; fi; if y; then z; else b; fi", false},
		{"if a; then x; else b; fi", false},
		{"case $X in 1) a;; *) b;; esac", true},
		{"case $X in 1) a; b;; esac", false},
		{"a || b", true},
		{"a && c || b", true},
		{"c || { a; b; }", false},
		{"a | b", false},
		{"(a) || (b)", true},
		{"f() { b; }; if x; then a; else f; fi", true},
	}
	for _, tt := range tests {
		runs := map[string]shell.Run{}
		for _, r := range shell.ParseText([]byte(tt.script)).Runs() {
			runs[r.Program()] = r
		}
		if got := runs["a"].Excludes(runs["b"]); got != tt.want || got != runs["b"].Excludes(runs["a"]) {
			t.Errorf("%s: %t, want %t both ways", tt.script, got, tt.want)
		}
	}
}

// TestUser shows which user runs the command `a` of a script of `me`, and the words that make another
// command run as that user.
func TestUser(t *testing.T) {
	tests := []struct {
		script, user, words string
		ok                  bool
	}{
		{"a", "me", "", true},
		{"env A=b nice a", "me", "", true},
		{"sudo a", "root", "sudo ", true},
		{"sudo -E A=b a", "root", "sudo -E ", true},
		{"sudo -u app -H a", "app", "sudo -u app -H ", true},
		{"sudo --user=app nice -n 5 a", "app", "sudo --user=app ", true},
		{"time doas a", "root", "doas ", true},
		{"sudo sh -c 'a'", "root", "sudo ", true},
		{"sh -c 'sudo a'", "root", "sudo ", true},
		{"su app -c 'a'", "app", "", false},
		{"su - -s /bin/sh -c 'a' app", "app", "", false},
		{"su -c 'a'", "root", "", false},
		{"runuser -u app -c 'a'", "app", "", false},
	}
	for _, tt := range tests {
		for _, c := range shell.ParseText([]byte(tt.script)).AllCommands() {
			if c.Program() != "a" {
				continue
			}
			if words, ok := c.UserWords(); c.User("me") != tt.user || words != tt.words || ok != tt.ok {
				t.Errorf("%s: %q, %q, %t; want %q, %q, %t", tt.script, c.User("me"), words, ok, tt.user, tt.words, tt.ok)
			}
		}
	}
}

// TestVariables shows what a script sets in its own shell.
func TestVariables(t *testing.T) {
	script := "A=1; export B='2 3'; C=4 run; for d in x y; do E=$d; done; A+=5; export F"
	var got []string
	for _, v := range shell.ParseText([]byte(script)).Variables() {
		name := v.Name
		if v.Exported {
			name = "export " + name
		}
		got = append(got, name+"="+v.Value.Source)
	}
	if got, want := strings.Join(got, "|"), "A=1|export B='2 3'|d=x|d=y|E=$d"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}
