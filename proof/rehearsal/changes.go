package rehearsal

import (
	"path"
	"slices"
	"strings"
)

// Changes are the differences between two versions of a file's scripts that a fix declares. The zero
// value declares none. Calls are given by their first words, wrappers included: "sudo rm -rf".
type Changes struct {
	// Adds are calls that are new.
	Adds []Step
	// Removes are calls that go; "*" is all.
	Removes []string
	// Moves are calls that run earlier or later than before; "*" is all.
	Moves []string
	// Rewrites are changed words.
	Rewrites []Rewrite
	// Stricter: a failure that nobody noticed may stop the script now.
	Stricter bool
	// Settings: RUN's flags or the shell change.
	Settings bool
	// Below: the instructions below get another folder, user or search path.
	Below bool
	// Values: words, variables and written text may have other values. Only the programs stay.
	Values bool
	// Quotes: what split into words, or was no word at all, may be one word now.
	Quotes bool
}

// Step is a call that a fix adds.
type Step struct {
	Call string
	// After are the programs whose calls it cleans up after: it has to run after the last of them, as
	// the same user, where they succeeded. nil for a call that depends on none.
	After []string
	// Harmless: it may run where none of them does, since it removes what may not be there.
	Harmless bool
}

// Rewrite replaces words of a program's calls by others: {"apt-get", "install", "install -y"}. Old is
// found wherever it stands in the call's text, inside a word too.
type Rewrite struct{ Program, Old, New string }

// Join returns what both declare.
func (c Changes) Join(o Changes) Changes {
	return Changes{
		Adds: slices.Concat(c.Adds, o.Adds), Removes: slices.Concat(c.Removes, o.Removes), Moves: slices.Concat(c.Moves, o.Moves),
		Rewrites: slices.Concat(c.Rewrites, o.Rewrites), Stricter: c.Stricter || o.Stricter, Settings: c.Settings || o.Settings,
		Below: c.Below || o.Below, Values: c.Values || o.Values, Quotes: c.Quotes || o.Quotes,
	}
}

// named reports whether an event is a call that one of these first words name.
func named(e *Event, calls []string) bool {
	return slices.ContainsFunc(calls, func(call string) bool { return call == "*" || begins(e, call) })
}

// begins reports whether an event is a call with these first words. One with a variable stands for any
// word.
func begins(e *Event, call string) bool {
	words := strings.Fields(call)
	return len(words) > 0 && len(e.Words) >= len(words) && slices.EqualFunc(e.Words[:len(words)], words, func(got, want string) bool {
		return got == want || strings.Contains(want, "$")
	})
}

// calls reports whether an event is a call of one of some programs, behind wrappers or not.
func (e *Event) calls(programs ...string) bool {
	return slices.ContainsFunc(e.Words, func(w string) bool { return slices.Contains(programs, path.Base(w)) })
}

// adds reports whether an event is the call that a step adds, as other fixes may have rewritten it.
func (c *Changes) adds(e *Event, s Step) bool {
	if e.Words == nil || begins(e, s.Call) {
		return e.Words != nil
	}
	call := strings.Join(strings.Fields(s.Call), "\x00")
	for n := 1; n <= len(e.Words) && len(c.Rewrites) > 0; n++ {
		if c.sameText(call, strings.Join(e.Words[:n], "\x00"), c.Rewrites) {
			return true
		}
	}
	return false
}

// same reports whether two events are one, but for what is declared.
func (c *Changes) same(b, a *Event) bool {
	switch {
	case (b.Words == nil) != (a.Words == nil) || b.Append != a.Append,
		!c.Settings && b.settings != a.settings,
		!c.Below && (b.Dir != a.Dir || b.User != a.User),
		!c.Below && !c.Values && b.Env != a.Env:
		return false
	case c.Values:
		return len(b.Words) == 0 || len(a.Words) > 0 && b.Words[0] == a.Words[0]
	}
	rewrites := c.rewritesOf(b, a)
	return b.File == a.File && c.sameText(b.Via, a.Via, rewrites) && c.sameText(b.Input, a.Input, c.Rewrites) && c.sameContent(b, a) &&
		c.sameText(strings.Join(b.Words, "\x00"), strings.Join(a.Words, "\x00"), rewrites)
}

// sameContent compares what is written to a file. It changes with what programs print, and with
// rewrites of whatever program.
func (c *Changes) sameContent(b, a *Event) bool {
	if b.Content == a.Content {
		return true
	}
	rewrites := c.Rewrites
	if !unknown(b.Content) {
		rewrites = slices.DeleteFunc(slices.Clone(rewrites), func(r Rewrite) bool { return r.Program != "" })
	}
	return c.sameText(b.Content, a.Content, rewrites)
}

// rewritesOf returns the rewrites that may change a call, and what the call takes from others. Another
// rewrite may have changed the program.
func (c *Changes) rewritesOf(b, a *Event) (own []Rewrite) {
	for _, r := range c.Rewrites {
		if r.Program == "" || b.calls(r.Program) || a.calls(r.Program) || strings.Contains(b.Via, r.Program) || unknown(b.Words...) {
			own = append(own, r)
		}
	}
	return own
}

// sameText reports whether rewrites make one text of another.
func (c *Changes) sameText(b, a string, rewrites []Rewrite) bool {
	if b == a {
		return true
	}
	if c.Quotes && strings.Join(split(b), " ") == strings.Join(split(a), " ") {
		return true
	}
	return len(rewrites) > 0 && len(b) <= maxCompared && len(a) <= maxCompared && (&matcher{b: b, a: a, rewrites: rewrites, seen: map[[2]int]bool{}}).match(0, 0)
}

const maxCompared = 8 << 10

func split(text string) []string { return strings.FieldsFunc(text, isSeparator) }

// isSeparator reports whether a character separates words, also in a marker.
func isSeparator(c rune) bool { return c == 0 || c == ' ' || c == '\n' || c == '·' }

// matcher walks through two texts that differ by rewrites.
type matcher struct {
	b, a     string
	rewrites []Rewrite
	seen     map[[2]int]bool // dead ends
}

func (m *matcher) match(i, j int) bool {
	for {
		if i == len(m.b) && j == len(m.a) {
			return true
		}
		if m.seen[[2]int{i, j}] {
			return false
		}
		for _, r := range m.rewrites {
			lengthB, okB := prefix(m.b[i:], r.Old)
			lengthA, okA := prefix(m.a[j:], r.New)
			if okB && okA && lengthB+lengthA > 0 {
				m.seen[[2]int{i, j}] = true
				if m.match(i+lengthB, j+lengthA) {
					return true
				}
			}
		}
		if i == len(m.b) || j == len(m.a) || m.b[i] != m.a[j] {
			return false
		}
		i, j = i+1, j+1
	}
}

// prefix returns how many bytes at the start of a text are words separated by any separator.
func prefix(text, words string) (length int, ok bool) {
	for _, c := range words {
		rest := text[length:]
		if c != ' ' {
			if !strings.HasPrefix(rest, string(c)) {
				return 0, false
			}
			length += len(string(c))
			continue
		}
		if rest == "" {
			return 0, false
		}
		for _, next := range rest {
			if !isSeparator(next) {
				return 0, false
			}
			length += len(string(next))
			break
		}
	}
	return length, true
}
