package rehearsal

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/drydock-dev/drydock/syntax/shell"
)

// hostile are scripts that would harm the machine, or never end, if they really ran. Those whose
// reason is "ends" end by themselves.
var hostile = []struct{ name, script, why string }{
	{"an endless loop", "while :; do :; done", "steps"},
	{"an endless loop without a body", "until false; do true; done", "steps"},
	{"a condition that never ends", "while while :; do :; done; do :; done", "steps"},
	{"a fork bomb", ":(){ :|:& };:", "background"},
	{"a fork bomb in the foreground", "f() { f | f; }; f", "too deep"},
	{"a function that calls itself", "f() { f; }; f", "too deep"},
	{"two functions that call each other", "f() { g; }; g() { f; }; f", "too deep"},
	{"a million commands", strings.Repeat("a\n", 60_000), "too long"},
	{"a million rounds", "i=0; while [ $i -lt 1000000 ]; do i=$((i+1)); a; done", "steps"},
	{"a variable that doubles", "x=a; while :; do x=$x$x; done", "memory"},
	{"a variable that doubles in a substitution", "x=a; while :; do x=$(echo $x$x); done", "memory"},
	{"a replacement that squares", "x=" + strings.Repeat("a", 3000) + "; y=${x//a/$x}; z=${y//a/$y}", "memory"},
	{"text added for ever", "x=a; while :; do x+=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa; done", ""},
	{"a file that grows", "while :; do echo aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa >> f; done", ""},
	{"a wide format", "printf %999999999s x; printf '%1000000000d' 1", "ends"},
	{"a format with endless arguments", "printf '%s' a b c d; printf %s* a; printf '%'", "ends"},
	{"output without end", "while :; do echo y; done | head -1", ""},
	{"braces without end", "echo {1..1000000000}", "braces"},
	{"braces that multiply", "echo {a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}", "braces"},
	{"a power", "echo $((2**1000000000)) $((9999999999*9999999999))", "ends"},
	{"arithmetic that recurs", "a=b; b=a; echo $((a))", "ends"},
	{"a division by zero", "echo $((1/0))", "expanded"},
	{"an array with a far element", "a[1000000000]=x", "arrays"},
	{"a file of the machine", "cat /etc/passwd; cat < /etc/passwd; read x < /etc/passwd; echo $x; . /etc/passwd", "ends"},
	{"a file written to the machine", "> /x; echo a > /tmp/drydock-rehearsal; tee /tmp/drydock-rehearsal2 < /dev/null", "ends"},
	{"patterns", "echo /* /etc/* ./* ~/* */*/*/*; for f in /*; do rm -rf \"$f\"; done", "ends"},
	{"folders", "cd /; cd; pwd; pwd -P; cd -; ls; [ -e /etc/passwd ] && [ -d . ] && test -f \"$HOME\"", "ends"},
	{"users", "echo ~root ~daemon ~nobody ~$USER", "ends"},
	{"programs of the machine", "command -v sh; type ls; hash ls; which sh; exec sh", "ends"},
	{"input", "read a; read -r b c; while read l; do echo $l; done", "ends"},
	{"exec", "exec 2>&1; exec", "ends"},
	{"a trap that traps", "trap 'trap \"exit 1\" EXIT; exit 2' EXIT", "ends"},
	{"a trap on each command", "trap 'a' DEBUG", "trap"},
	{"a process substitution", "diff <(a) >(b)", "process substitution"},
	{"numbers of the machine", "echo $$ $PPID $RANDOM $SECONDS $BASHPID $UID $LINENO", "ends"},
	{"eval of eval", `x='eval "$x"'; eval "$x"`, "too deep"},
	{"sh of sh", `sh -c "sh -c 'sh -c \"a\"'"`, "ends"},
	{"a job that is waited for", "sleep 1000000 & wait", "background"},
	{"signals", "kill -9 1; kill -9 $$", "ends"},
	{"umask, ulimit", "umask 000; ulimit -n 1", "ends"},
	{"a broken expansion", "echo ${x@Z}", ""},
	{"deep brackets", strings.Repeat("(", 300) + "a" + strings.Repeat(")", 300), "parser"},
	{"deep subshells", strings.Repeat("( ", 100) + "a" + strings.Repeat(" )", 100), "too deep"},
	{"a NUL", "echo a\x00b", "parser"},
	{"a pattern that backtracks", "case " + strings.Repeat("a", 5000) + " in " + strings.Repeat("*a", 500) + "*b) x;; esac", "steps"},
	{"a pattern that is looked for again and again", "x=" + strings.Repeat("a", 5000) + "; while :; do y=${x%%" + strings.Repeat("*a", 500) + "*b}; done", "steps"},
	{"nested defaults", "echo " + strings.Repeat("${x:-", 90) + "a" + strings.Repeat("}", 90), "ends"},
	{"many variables at once", "x=" + strings.Repeat("a", 60_000) + "; echo " + strings.Repeat("$x", 2000), "memory"},
	{"many parameters", "set -- " + strings.Repeat("a ", 20_000) + "; while :; do set -- \"$@\" \"$@\"; done", ""},
}

// TestHostile shows that each script ends soon, and that none sees or changes a file of the machine.
func TestHostile(t *testing.T) {
	t.Chdir(t.TempDir())
	for _, name := range []string{"canary-one", "canary-two"} {
		if err := os.WriteFile(name, []byte("canary-text"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	t.Setenv("CANARY", "canary-variable")
	for _, tt := range hostile {
		t.Run(tt.name, func(t *testing.T) {
			start := time.Now()
			for _, w := range worlds {
				for _, bash := range []bool{false, true} {
					trace, err := rehearse(new(shell.Trees), []Script{{Text: tt.script, Bash: bash}}, w, -1)
					switch {
					case err == nil && tt.why != "ends" && bash:
						t.Errorf("%s: it was rehearsed", w.name)
					case err != nil && !strings.Contains(err.Error(), tt.why):
						t.Errorf("%s: %v, want %q", w.name, err, tt.why)
					case err != nil && tt.why == "ends":
						t.Errorf("%s: %v", w.name, err)
					}
					if trace != nil && strings.Contains(fmt.Sprint(trace.events), "canary") {
						t.Errorf("%s: it saw the machine: %v", w.name, trace.events)
					}
				}
			}
			if took := time.Since(start); took > 5*time.Second {
				t.Errorf("it took %v", took)
			}
		})
	}
	files, err := filepath.Glob("*")
	if err != nil || len(files) != 2 {
		t.Errorf("files %v, %v", files, err)
	}
	for _, name := range []string{"/x", "/tmp/drydock-rehearsal", "/tmp/drydock-rehearsal2"} {
		if _, err := os.Stat(name); err == nil {
			t.Errorf("%s was written", name)
		}
	}
}

func compareTexts(before, after string, declared Changes) error {
	return new(Memory).Compare([]Pair{{[]Script{{Text: before, User: "root"}}, []Script{{Text: after, User: "root"}}}}, declared)
}

var cleanUp = Changes{Adds: []Step{{"rm -rf /lists", []string{"apt-get"}, false}}}

// TestCompare shows what a rehearsal takes, and why it doesn't take the rest.
func TestCompare(t *testing.T) {
	tests := []struct {
		name, before, after string
		declared            Changes
		want                string // "" if it takes the change
	}{
		{"the same in other words", "a  b;c", "a 'b'\nc", Changes{}, ""},
		{"a clean-up at the end", "apt-get install x", "apt-get install x && rm -rf /lists", cleanUp, ""},
		{"a clean-up that isn't declared", "apt-get install x", "apt-get install x && rm -rf /lists", Changes{}, "would run as well"},
		{"a clean-up that hides a failure", "apt-get install x", "apt-get install x\nrm -rf /lists", cleanUp, "a failed `apt-get install x` would no longer stop the build"},
		{"a clean-up in a script that stops", "set -e\napt-get install x", "set -e\napt-get install x\nrm -rf /lists", cleanUp, ""},
		{"a clean-up where the failure was hidden before", "apt-get install x\necho done", "apt-get install x\necho done\nrm -rf /lists", cleanUp, "would also run after a failed `apt-get install x`"},
		{"a clean-up where the failure is looked at", "apt-get install x || true", "{ apt-get install x || true; } && rm -rf /lists", cleanUp, ""},
		{"a clean-up in a file", "apt-get install x && cat > /start.sh <<E && chmod +x /start.sh\n#!/bin/sh\nE", "apt-get install x && cat > /start.sh <<E && chmod +x /start.sh\nrm -rf /lists\n#!/bin/sh\nE", cleanUp, "`rm -rf /lists` would be written into /start.sh"},
		{"a clean-up in a file through a pipe", "apt-get install x && cat <<E | tee /start.sh\na\nE", "apt-get install x && cat <<E | tee /start.sh\nrm -rf /lists\na\nE", cleanUp, "`rm -rf /lists` would be written into /start.sh"},
		{"a clean-up behind exit", "apt-get install x; exit 0", "apt-get install x; exit 0 && rm -rf /lists", cleanUp, "never reached"},
		{"a clean-up behind exec", "apt-get install x && exec make", "apt-get install x && exec make && rm -rf /lists", cleanUp, "never reached"},
		{"a clean-up behind a test that fails", "apt-get install x", "apt-get install x; false && rm -rf /lists; true", cleanUp, "no longer stop"},
		{"a clean-up after a function that nobody can see", "set -e; . /lib.sh; apt-get install x; build_all", "set -e; . /lib.sh; apt-get install x; build_all && rm -rf /lists", cleanUp, "a failed `a command in build_all` would no longer stop the build"},
		{"a clean-up after a file that nobody can see", "set -e; apt-get install x; . /lib.sh", "set -e; apt-get install x; . /lib.sh && rm -rf /lists", cleanUp, "a failed `a command in /lib.sh` would no longer stop the build"},
		{"a clean-up after an install below such a file", "set -e; . /etc/os-release; apt-get install x", "set -e; . /etc/os-release; apt-get install x && rm -rf /lists", cleanUp, ""},
		{"a clean-up before the install", "apt-get install x", "rm -rf /lists && apt-get install x", cleanUp, "would run before `apt-get install x`"},
		{"a clean-up as another user", "sudo -u app apt-get install x", "sudo -u app apt-get install x && rm -rf /lists", cleanUp, "runs as app"},
		{"a clean-up as the same user", "sudo -u app apt-get install x", "sudo -u app apt-get install x && sudo -u app rm -rf /lists", Changes{Adds: []Step{{"sudo -u app rm -rf /lists", []string{"apt-get"}, false}}}, ""},
		{"a clean-up in a branch", "if [ -n \"$X\" ]; then apt-get install x; fi", "if [ -n \"$X\" ]; then apt-get install x && rm -rf /lists; fi", cleanUp, ""},
		{"a clean-up of another program", "make", "make && rm -rf /lists", cleanUp, "where no `apt-get` runs"},
		{"an option", "apt-get -q install x", "apt-get -q install -y x", Changes{Rewrites: []Rewrite{{"apt-get", "install", "install -y"}}}, ""},
		{"an option of another call", "apt-get install x && pip install y", "apt-get install x && pip install -y y", Changes{Rewrites: []Rewrite{{"apt-get", "install", "install -y"}}}, "would become"},
		{"an option whose call's output is a word", "for f in $(apt list); do echo $f > /l; done", "for f in $(apt-get list); do echo $f > /l; done", Changes{Rewrites: []Rewrite{{"apt", "apt", "apt-get"}}}, ""},
		{"sudo that goes", "sudo apt-get update && sudo apt-get install x", "apt-get update && apt-get install x", Changes{Rewrites: []Rewrite{{"sudo", "sudo ", ""}}}, ""},
		{"sudo that changes the user", "sudo -u app a", "a", Changes{Rewrites: []Rewrite{{"sudo", "sudo -u app ", ""}}}, "as root, not as app"},
		{"a call that goes", "apk update && apk add x", "apk add x", Changes{Removes: []string{"apk update"}}, ""},
		{"a call that goes and isn't declared", "apk update && apk add x", "apk add x", Changes{}, "`apk update` would no longer run"},
		{"a call that moves", "a; b; c", "b; a; c", Changes{Moves: []string{"a"}}, ""},
		{"a call that moves and isn't declared", "a; b; c", "b; a; c", Changes{}, "at another time"},
		{"another folder", "cd /a && x", "x", Changes{}, "not in /a"},
		{"another list", "a; b", "a && b", Changes{}, "a failed `a` would stop the build"},
		{"quotes around a variable", "rm $X", "rm \"$X\"", Changes{}, "would become"},
		{"quotes around output", "rm $(ls)", "rm \"$(ls)\"", Changes{}, "after a failed `ls`"},
		{"declared quotes", "rm $X", "rm \"$X\"", Changes{Quotes: true}, ""},
		{"quotes that do nothing", "x=$X; case $X in a) b;; esac", "x=\"$X\"; case \"$X\" in a) b;; esac", Changes{}, ""},
		{"another branch", "[ $ARCH = arm64 ] && a || b", "[ $ARCH != arm64 ] && a || b", Changes{}, "would"},
		{"a pipe that fails", "a | b", "set -o pipefail; a | b", Changes{}, "a failed `a` would stop the build"},
		{"a pipe that is to fail", "a | b; c", "set -eo pipefail; a | b; c", Changes{Stricter: true}, ""},
		{"a variable for one call", "A=1 x", "x", Changes{}, "with other variables"},
		{"an exported variable", "export A=1; x", "A=1; x", Changes{}, "with other variables"},
		{"other input", "echo a | x", "echo b | x", Changes{}, "with other input"},
		{"a file for one that is appended to", "echo a > /f", "echo a >> /f", Changes{}, "/f"},
		{"another file", "echo a > /f", "echo a > /g", Changes{}, "/g"},
		{"a function for its body", "f() { a; b; }; f", "{ a; b; }", Changes{}, ""},
		{"a script of a shell with another list", "sh -c 'a && b'", "sh -c 'a; b'", Changes{}, "a failed `a` would no longer stop the build"},
		{"a file that the script runs", "echo 'a b' > /r; . /r", "echo 'a c' > /r; . /r", Changes{}, "/r"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			err := compareTexts(tt.before, tt.after, tt.declared)
			switch {
			case tt.want == "" && err != nil:
				t.Errorf("rejected: %v", err)
			case tt.want != "" && err == nil:
				t.Error("it takes the change")
			case tt.want != "" && !strings.Contains(err.Error(), tt.want):
				t.Errorf("rejected for %q, want %q", err, tt.want)
			}
		})
	}
}

// TestSequence shows that RUNs are one sequence that the first failure ends.
func TestSequence(t *testing.T) {
	runs := func(texts ...string) (list []Script) {
		for _, text := range texts {
			list = append(list, Script{Text: text, Dir: "/app", Follows: true})
		}
		return list
	}
	for _, tt := range []struct {
		name          string
		before, after []Script
		want          string
	}{
		{"joined", runs("a", "b"), runs("a && b"), ""},
		{"joined without a condition", runs("a", "b"), runs("a; b"), "a failed `a`"},
		{"joined with a folder that stays", runs("cd /x && a", "b"), runs("cd /x && a && b"), "in /x, not in /app"},
		{"joined with a variable that stays", runs("A=1; a", "b $A"), runs("A=1; a && b $A"), "would become"},
		{"joined with -e", runs("set -e; a; b", "c; d"), runs("set -e; a; b; c; d"), "a failed `c` would stop the build"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			err := new(Memory).Compare([]Pair{{tt.before, tt.after}}, Changes{})
			if (err == nil) != (tt.want == "") || err != nil && !strings.Contains(err.Error(), tt.want) {
				t.Errorf("%v, want %q", err, tt.want)
			}
		})
	}
}

// TestAlike shows that a clean-up is told from one that was there before.
func TestAlike(t *testing.T) {
	run := func(text string) Script { return Script{Text: text, Follows: true} }
	before := []Script{run("apt-get install x"), run("rm -rf /lists && a b")}
	after := []Script{run("apt-get install x && rm -rf /lists"), run("rm -rf /lists && a -q b")}
	declared := cleanUp.Join(Changes{Rewrites: []Rewrite{{"a", "a", "a -q"}}})
	if err := new(Memory).Compare([]Pair{{before, after}}, declared); err != nil {
		t.Error(err)
	}
}

// TestNotRehearsed shows that what can't be run is told apart from what differs.
func TestNotRehearsed(t *testing.T) {
	err := compareTexts("a & b", "a & c", Changes{})
	if not := (*NotRehearsed)(nil); !errors.As(err, &not) || !strings.Contains(not.Why, "background") {
		t.Errorf("%v", err)
	}
}
