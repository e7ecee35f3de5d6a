package rehearsal

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// node is a piece of a random script.
type node struct {
	kind string // of kinds, or the words of a call
	kids []*node
}

// words are what calls are given. V has a blank in it, W none, E is empty and U isn't set.
var words = []string{"a", "b", "$V", `"$V"`, "$W", `"$W"`, "$E", `"$E"`, "$U", `"$U"`, "$(q c)", `"$(q c)"`, "'a b'", "{a,b}", "${U:-d}", "$?"}

var (
	kinds     = []string{"&&", "||", ";", "!", "()", "{}", "if", "for", "case", "|", ">", ">>", "<<", "set -e", "cd", "f", "while", "=", "exit", "[", "'sh'"}
	leafKinds = []string{"call", "call", "call", "call", "set -e", "=", "exit", "true", "false", "[", "cd"}
)

func drawNode(t *rapid.T, depth int) *node {
	kind := rapid.SampledFrom(leafKinds).Draw(t, "leaf")
	if depth > 0 && rapid.IntRange(0, 9).Draw(t, "deeper") > 2 {
		kind = rapid.SampledFrom(kinds).Draw(t, "kind")
	}
	n := &node{kind: kind}
	if kind == "call" {
		n.kind = drawCall(t)
	}
	for range map[string]int{"&&": 2, "||": 2, ";": 2, "if": 3, "|": 1, "!": 1, "()": 1, "{}": 1, "for": 1, "case": 2, ">": 1, ">>": 1, "<<": 1, "f": 1, "while": 1, "'sh'": 1}[kind] {
		n.kids = append(n.kids, drawNode(t, depth-1))
	}
	return n
}

func drawCall(t *rapid.T) string {
	return rapid.SampledFrom([]string{"p", "q", "r"}).Draw(t, "program") + " " + rapid.SampledFrom(words).Draw(t, "word")
}

// String returns the script.
func (n *node) String() string {
	kid := func(i int) string { return "{ " + n.kids[i].String() + "\n}" }
	switch n.kind {
	case "&&", "||":
		return kid(0) + " " + n.kind + " " + kid(1)
	case ";":
		return n.kids[0].String() + "\n" + n.kids[1].String()
	case "!":
		return "! " + kid(0)
	case "()":
		return "(" + n.kids[0].String() + "\n)"
	case "{}":
		return kid(0)
	case "if":
		return "if " + kid(0) + "; then " + n.kids[1].String() + "\nelse " + n.kids[2].String() + "\nfi"
	case "for":
		return "for i in a $V; do " + n.kids[0].String() + "\np $i; done"
	case "while":
		return "for i in a b; do while " + kid(0) + "; do break; done; done"
	case "case":
		return "case $W in w) " + n.kids[0].String() + "\n;; *) " + n.kids[1].String() + "\n;; esac"
	case "|":
		return kid(0) + " | sink"
	case ">", ">>":
		return kid(0) + " " + n.kind + ` "$ROOT/f"`
	case "<<":
		return kid(0) + " <<E\n$V\nE"
	case "cd":
		return `cd "$ROOT/a"`
	case "f":
		return "f() { " + n.kids[0].String() + "\n}; f"
	case "=":
		return "W=$(p x); p $W"
	case "exit":
		return "p x; exit 3"
	case "[":
		return `[ "$W" = w ]`
	case "'sh'":
		return kid(0) + " && r z"
	}
	return n.kind
}

// all returns a node and those inside it.
func (n *node) all() []*node {
	list := []*node{n}
	for _, k := range n.kids {
		list = append(list, k.all()...)
	}
	return list
}

// edited returns the script with one node changed.
func edited(t *rapid.T, n *node) string {
	nodes := n.all()
	at := nodes[rapid.IntRange(0, len(nodes)-1).Draw(t, "at")]
	before := *at
	defer func() { *at = before }()
	switch {
	case len(at.kids) == 2:
		at.kind = rapid.SampledFrom([]string{"&&", "||", ";", "case"}).Draw(t, "joint")
		if rapid.Bool().Draw(t, "swap") {
			at.kids = []*node{at.kids[1], at.kids[0]}
		}
	case len(at.kids) == 1:
		at.kind = rapid.SampledFrom([]string{"!", "()", "{}", "for", "|", ">", ">>", "<<", "f", "while"}).Draw(t, "around")
	case len(at.kids) == 3:
		at.kids = []*node{at.kids[rapid.IntRange(0, 2).Draw(t, "condition")], at.kids[1], at.kids[0]}
	default:
		*at = *drawNode(t, 0)
	}
	return n.String()
}

// prelude gives dash the programs: each writes down what it's called with, and the one whose number is
// FAIL fails. sink reads its input to the end, so that both sides of a pipe take turns.
const prelude = `
record() {
	read -r n < "$TRACES/n"; n=$((n+1)); echo $n > "$TRACES/n"
	for w; do printf '<%s>' "$w"; done >> "$TRACES/t"; echo " in $PWD" >> "$TRACES/t"
	[ $n != $FAIL ] || return 1
	echo "out $1 $2"
}
p() { record p "$@"; }
q() { record q "$@"; }
r() { record r "$@"; }
sink() { in=; while read -r l; do in="$in$l/"; done; record sink "$in"; }
unset U; V='x y'; W=w; E=
`

// inDash returns what a script does in dash: its calls, the file it writes, and whether it fails.
func inDash(t *rapid.T, dash, root, script string, fail int) (trace string, calls int) {
	traces, files := filepath.Join(root, "traces"), filepath.Join(root, "files")
	for _, dir := range []string{traces, files} {
		if err := os.RemoveAll(dir); err != nil {
			t.Fatal(err)
		}
	}
	for _, dir := range []string{traces, filepath.Join(files, "a")} {
		if err := os.MkdirAll(dir, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.WriteFile(filepath.Join(traces, "n"), []byte("0\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(dash, "-c", prelude+script)
	cmd.Dir = files
	cmd.Env = []string{"TRACES=" + traces, "ROOT=" + files, fmt.Sprint("FAIL=", fail), "PATH=" + traces}
	err := cmd.Run()
	read := func(name string) string {
		text, err := os.ReadFile(name)
		if err != nil {
			return "none"
		}
		return string(text)
	}
	called := read(filepath.Join(traces, "t"))
	return fmt.Sprintf("%s\nfile: %s\nfails: %t", called, read(filepath.Join(files, "f")), err != nil), strings.Count(called, " in ")
}

// TestNoticesWhatDashNotices edits random scripts. Whenever dash, whose programs are stand-ins, does
// something else after an edit, with all calls succeeding or with one failing, the rehearsal says so.
func TestNoticesWhatDashNotices(t *testing.T) {
	dash, err := exec.LookPath("dash")
	if err != nil {
		if os.Getenv("CI") != "" {
			t.Fatal("dash isn't installed: it's the reference for what a shell does")
		}
		t.Skip("dash isn't installed, so the rehearsal wasn't compared with it")
	}
	root := t.TempDir()
	rapid.Check(t, func(t *rapid.T) {
		script := drawNode(t, 3)
		before := script.String()
		after := edited(t, script)
		b, calls := inDash(t, dash, root, before, -1)
		a, _ := inDash(t, dash, root, after, -1)
		for fail := 1; b == a && fail <= min(calls, 6); fail++ {
			b, _ = inDash(t, dash, root, before, fail)
			a, _ = inDash(t, dash, root, after, fail)
		}
		if b == a {
			return
		}
		vars := []Var{{"V", "x y", true}, {"W", "w", true}, {"E", "", true}, {"ROOT", filepath.Join(root, "files"), true}}
		of := func(text string) []Script {
			return []Script{{Text: "unset U\n" + text, Dir: filepath.Join(root, "files"), Vars: vars}}
		}
		if err := new(Memory).Compare([]Pair{{of(before), of(after)}}, Changes{}); err == nil {
			t.Fatalf("dash notices what the rehearsal doesn't. Before:\n%s\nAfter:\n%s\ndash before:\n%s\ndash after:\n%s", before, after, b, a)
		}
	})
}

// FuzzCompare shows that no text makes a rehearsal panic, that it's the same each time, and that a script
// does what it does itself.
func FuzzCompare(f *testing.F) {
	for _, h := range hostile {
		f.Add(h.script, "true")
	}
	f.Add("a && b | c > f <<E\n$x\nE\n", "if a; then b; else c; fi")
	f.Fuzz(func(t *testing.T, before, after string) {
		first, second := compareTexts(before, after, Changes{}), compareTexts(before, after, Changes{})
		if fmt.Sprint(first) != fmt.Sprint(second) {
			t.Errorf("%v, then %v", first, second)
		}
		same := Pair{[]Script{{Text: before}}, []Script{{Text: before, Settings: "another"}}}
		if err := new(Memory).Compare([]Pair{same}, Changes{Settings: true}); differs(err) {
			t.Errorf("it differs from itself: %v", err)
		}
	})
}
