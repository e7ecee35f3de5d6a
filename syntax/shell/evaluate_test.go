package shell

import (
	"fmt"
	"strings"
	"testing"
)

// TestCalls shows which calls a script makes, in which folder, with which words.
func TestCalls(t *testing.T) {
	for _, tt := range []struct{ name, text, want string }{
		{"plain", "docker build .", " docker build ."},
		{"wrapped", "sudo -E docker build 'a b'", " docker build a b"},
		{"a variable", "A=x\ndocker $A \"${A}y\" $B", " docker x xy ${B}"},
		{"several words in a variable", "A='-t x'\ndocker $A \"$A\"", " docker -t x -t x"},
		{"an empty variable", "A=\ndocker $A \"$A\" .", " docker  ."},
		{"a default", "docker ${A:-x} ${B:=y}", " docker x y"},
		{"an array", "a=(-t x)\na+=(\"y z\")\ndocker \"${a[@]}\" .", " docker -t x y z ."},
		{"an array that isn't known", "docker \"${a[@]}\" .", " docker ${a} ."},
		{"a folder", "cd x && docker a; cd y; docker b; cd -; docker c", "x docker a|x/y docker b|x docker c"},
		{"a subshell", "(cd x && docker a)\ndocker b", "x docker a| docker b"},
		{"pushd", "pushd x\ndocker a\npopd\ndocker b", "x docker a| docker b"},
		{"a folder that isn't known", "cd $X\ndocker a", "${X} docker a"},
		{"home", "cd\ndocker a", "${HOME} docker a"},
		{"the script's folder", "cd \"$(dirname \"$0\")\"/..\ndocker a", "//ci docker a"},
		{"the script's folder in a variable", "D=$(cd \"$(dirname \"${BASH_SOURCE[0]}\")\" && pwd)\ndocker \"$D/f\" $D/..", " docker //ci/sub/f //ci/sub/.."},
		{"without dirname", "cd \"${0%/*}\"\ndocker a", "//ci/sub docker a"},
		{"the repository's folder", "cd \"$(git rev-parse --show-toplevel)\" && docker a", "// docker a"},
		{"the current folder", "cd x; docker $(pwd) $PWD/a", "x docker x x/a"},
		{"another output", "docker $(date)", " docker ${_}"},
		{"a loop", "for i in a b; do docker $i; done", " docker a| docker b"},
		{"a branch", "if a; then docker b; elif c; then docker d; else docker e; fi", " a| docker b| c| docker d| docker e"},
		{"a case", "case $1 in a) docker a;; *) docker b;; esac", " docker a| docker b"},
		{"a function", "f() { docker $1 \"$@\"; }\nf a b", " docker a a b"},
		{"a function that nothing calls", "f() { docker $1; }", " docker ${1}"},
		{"a function that calls itself", "f() { docker $1; f $1; }\nf a", strings.Repeat("| docker a", 8)[1:]},
		{"an inner shell", "bash -ec 'cd x; docker a'; docker b", "x docker a| docker b"},
		{"broken", "docker (", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var got []string
			for _, c := range Calls([]byte(tt.text), "ci/sub/a.sh") {
				got = append(got, c.Dir+" "+strings.Join(c.Words, " "))
			}
			if g := strings.Join(got, "|"); g != tt.want {
				t.Errorf("%q, want %q", g, tt.want)
			}
		})
	}
	if calls := Calls([]byte("\n\ndocker a"), ""); len(calls) != 1 || calls[0].Line != 3 {
		t.Errorf("%+v", calls)
	}
}

// TestCallsAreBounded shows that what a script repeats, or makes of itself, ends.
func TestCallsAreBounded(t *testing.T) {
	doubling := "a0=xxxxxxxxxxxxxxxx\n"
	for i := range 50 {
		doubling += fmt.Sprintf("a%d=$a%d$a%d\n", i+1, i, i)
	}
	many := strings.Repeat("x ", 400)
	for name, text := range map[string]string{
		"doubling":  doubling + "docker $a50",
		"loops":     "for a in " + many + "; do for b in " + many + "; do for c in " + many + "; do docker $a; done; done; done",
		"functions": "f() { g; g; g; g; }\ng() { f; f; f; f; }\nf",
		"outputs":   strings.Repeat("$(", 190) + "a" + strings.Repeat(")", 190),
		"arrays":    "a=(x)\n" + strings.Repeat("a+=(\"${a[@]}\" \"${a[@]}\")\n", 60) + "docker \"${a[@]}\"",
	} {
		t.Run(name, func(t *testing.T) {
			if n := len(Calls([]byte(text), "")); n > maxEvaluated {
				t.Errorf("%d calls", n)
			}
		})
	}
}
