package rehearsal

import (
	"slices"
	"strconv"
	"strings"
)

// Script is what one RUN, recipe or script file runs.
type Script struct {
	// Text is the script as the shell gets it. Empty for a call without a shell, which has Argv.
	Text string
	Argv []string
	// Why says why the script can't be rehearsed; "" if it can.
	Why string
	// Bash is true for a script that bash runs: it expands braces.
	Bash bool
	// Errexit and Pipefail are the shell's options at the start.
	Errexit, Pipefail bool
	// Input is what the script reads from its standard input.
	Input string
	User  string // "" for the image's own
	Dir   string // "" for the image's own
	// Settings is the shell with its options, and the flags of RUN.
	Settings string
	Vars     []Var
	// Follows is true for a script that isn't run if the one before it fails, as RUN in its stage.
	Follows bool

	id string // what key returns
}

// Var is a variable in a script's environment.
type Var struct {
	Name, Value string
	Known       bool // false if only the build knows the value
}

// Identify works out what identifies each script, so that several comparisons may read them at a time.
func Identify(scripts []Script) {
	for i := range scripts {
		scripts[i].key()
	}
}

// key identifies all that decides what a script does.
func (s *Script) key() string {
	if s.id != "" {
		return s.id
	}
	var b strings.Builder
	add := func(texts ...string) {
		for _, t := range texts {
			b.WriteString(strconv.Itoa(len(t)) + " " + t)
		}
		b.WriteByte('\n')
	}
	add(s.Text, s.Why, s.Input, s.User, s.Dir, s.Settings)
	add(s.Argv...)
	for _, v := range s.Vars {
		add(v.Name, v.Value, strconv.FormatBool(v.Known))
	}
	for _, option := range []bool{s.Bash, s.Errexit, s.Pipefail, s.Follows} {
		add(strconv.FormatBool(option))
	}
	s.id = b.String()
	return s.id
}

// changedPart returns what differs between two versions: the scripts without those at the start and at
// the end that are the same in both.
func changedPart(p Pair) Pair {
	for len(p.Before) > 0 && len(p.After) > 0 && p.Before[0].key() == p.After[0].key() {
		p = Pair{p.Before[1:], p.After[1:]}
	}
	for len(p.Before) > 0 && len(p.After) > 0 && p.Before[len(p.Before)-1].key() == p.After[len(p.After)-1].key() {
		p = Pair{p.Before[:len(p.Before)-1], p.After[:len(p.After)-1]}
	}
	return p
}

// changedParts divides what differs where a script is the same in both versions: what one side of it
// does can't change the other side, unless calls move.
func changedParts(p Pair) (parts []Pair) {
	places := map[string][]int{} // of the scripts in After
	for j := range p.After {
		key := p.After[j].key()
		places[key] = append(places[key], j)
	}
	i, j := 0, 0
	add := func(endBefore, endAfter int) {
		if part := changedPart(Pair{p.Before[i:endBefore], p.After[j:endAfter]}); len(part.Before)+len(part.After) > 0 {
			parts = append(parts, part)
		}
	}
	for at := range p.Before {
		for _, place := range places[p.Before[at].key()] {
			if place >= j {
				add(at, place)
				i, j = at+1, place+1
				break
			}
		}
	}
	add(len(p.Before), len(p.After))
	return parts
}

// Same reports whether two lists of scripts do the same for certain: they are the same scripts.
func Same(before, after []Script) bool {
	return slices.EqualFunc(before, after, func(a, b Script) bool { return a.key() == b.key() })
}

// Event is one thing that a script did: a call of a program, or a file written by a redirection.
type Event struct {
	Words []string // the program, its wrappers before it, and its arguments; nil for a file
	User  string   // who runs it
	Dir   string   // where
	Env   string   // the variables that the script sets for it
	Via   string   // the shells around it, as written: `sudo sh -c`
	Input string   // what it can read from a pipe, a file or a here-document

	File, Content string // the file, and what was written to it
	Append        bool

	settings string // of the script
	script   int    // the script's number
	call     int    // the call's number, -1 for a file
	tested   bool   // the script looks at its status
	failed   bool
}

// String returns the event in words, for the reason of a rejection.
func (e *Event) String() string {
	if e.Words == nil {
		return "writing " + e.File
	}
	text := strings.Join(e.Words, " ")
	if len(text) > 80 {
		text = strings.ToValidUTF8(text[:80], "") + "…"
	}
	return "`" + strings.ReplaceAll(text, "`", "'") + "`"
}
