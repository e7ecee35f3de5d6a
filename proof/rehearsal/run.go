package rehearsal

import (
	"fmt"
	"strings"

	"github.com/drydock-dev/drydock/syntax/shell"
)

// Limits of one run. Real scripts stay far below.
const (
	maxSteps  = 20_000    // statements, words and rounds of loops
	maxBytes  = 1 << 20   // of expanded words, output and files, taken together
	maxValue  = 64 << 10  // of one variable, output or file
	maxDepth  = 50        // functions, substitutions and subshells inside one another
	maxScript = 64 << 10  // the text of one script
	maxBraces = 256       // words of one brace expansion
	maxReplay = 4_000_000 // steps of all runs of one comparison
)

// world decides what a script can't know. A script is run in each.
type world struct {
	name string
	// set: variables that nobody is seen to set have a value. Otherwise they're unset.
	set bool
	// exist: files that the script didn't write exist, and programs are found.
	exist bool
	// equal: a comparison with something unknown holds.
	equal bool
	// split: what programs print has a blank in it.
	split bool
}

// Variables that are unset and output with blanks show where quotes are missing. A marker without
// blanks goes through words that aren't quoted, so that what follows is seen too.
var worlds = []world{
	{name: "with all set", set: true, exist: true},
	{name: "with nothing set", split: true},
	{name: "with all conditions true", set: true, exist: true, equal: true},
}

// trace is what the scripts did in one run.
type trace struct {
	events []Event
	calls  int
	status []int // of each script that ran
	steps  int
	asked  bool // the world decided something
}

// failed reports whether a script failed.
func (t *trace) failed() bool {
	for _, s := range t.status {
		if s != 0 {
			return true
		}
	}
	return false
}

// stopped is what stops a rehearsal: the script can't be rehearsed.
type stopped struct{ why string }

// run is the state that all shells of one run share.
type run struct {
	trace
	world       world
	failAt      int // the number of the call that fails, -1 for none
	steps, size int // left
	files       map[string]string
	depth       int
	settings    string
	script      int
	aliases     map[string]bool
	trees       *shell.Trees
}

// rehearse runs scripts in a world. The call with the number failAt returns 1.
func rehearse(trees *shell.Trees, scripts []Script, w world, failAt int) (t *trace, err error) {
	r := &run{trees: trees, world: w, failAt: failAt, steps: maxSteps, size: maxBytes, files: map[string]string{}}
	defer func() {
		switch cause := recover().(type) {
		case nil:
		case stopped:
			err = fmt.Errorf("%s", cause.why)
		default: // a construct that the expansion of words doesn't know
			err = fmt.Errorf("the rehearsal stopped at %v", cause)
		}
	}()
	for i := range scripts {
		if s := &scripts[i]; !s.Follows || i == 0 || len(r.status) > 0 && r.status[len(r.status)-1] == 0 {
			r.script, r.settings, r.aliases = i, s.Settings, map[string]bool{}
			r.status = append(r.status, r.runScript(s))
		} else {
			r.status = append(r.status, 1) // the build has stopped
		}
	}
	r.trace.steps = maxSteps - r.steps
	return &r.trace, nil
}

// ask returns the world, for what the scripts can't know.
func (r *run) ask() world {
	r.asked = true
	return r.world
}

func (r *run) stop(format string, args ...any) { panic(stopped{fmt.Sprintf(format, args...)}) }

// step counts steps.
func (r *run) step(n int) {
	if r.steps -= n; r.steps < 0 {
		r.stop("it takes too many steps")
	}
}

// use counts bytes.
func (r *run) use(n int) {
	if r.size -= n; r.size < 0 || n > maxValue {
		r.stop("it needs too much memory")
	}
}

func (r *run) runScript(s *Script) int {
	if s.Why != "" {
		r.stop("%s", s.Why)
	}
	sh := newShell(r, s)
	if s.Argv != nil {
		sh.simple(s.Argv, nil)
		return sh.status
	}
	if len(s.Text) > maxScript {
		r.stop("it is too long")
	}
	tree := r.trees.Tree(s.Text)
	if tree == nil {
		r.stop("the shell parser rejects it")
	}
	sh.stmts(tree.Stmts)
	sh.leave()
	return sh.status
}

// marker stands for a value that only the build knows. Nothing in it splits a word or is a pattern.
func marker(text string) string {
	text = strings.Join(strings.Fields(text), "·")
	if len(text) > 200 {
		text = fmt.Sprintf("%s…%x", strings.ToValidUTF8(text[:180], ""), sum(text))
	}
	return "⟦" + harmless.Replace(text) + "⟧"
}

var harmless = strings.NewReplacer("*", "∗", "?", "？", "[", "⟨", "]", "⟩", `\`, "∖", "⟦", "⟨", "⟧", "⟩")

// unknown reports whether there is a marker in a value.
func unknown(values ...string) bool {
	for _, v := range values {
		if strings.Contains(v, "⟦") {
			return true
		}
	}
	return false
}

func sum(text string) uint64 { // FNV-1a
	h := uint64(14695981039346656037)
	for i := range len(text) {
		h = (h ^ uint64(text[i])) * 1099511628211
	}
	return h
}
