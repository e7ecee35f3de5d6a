package rehearsal

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"unique"

	"github.com/drydock-dev/drydock/syntax/shell"
)

// maxFailures is how many calls of a script fail in turn, those nearest to a change first.
const maxFailures = 40

// maxRemembered limits the traces that are remembered, which take some kilobytes each.
const maxRemembered = 2000

// maxAligned limits the pairs of events that are compared with each other.
const maxAligned = 250_000

// Memory remembers what scripts did, for the texts that a file is compared in. The zero value is
// ready. It may be used by several goroutines.
type Memory struct {
	traces sync.Map // of traceKey to *trace
	trees  shell.Trees
	// accepted has, by the keys of two versions of a part, how often each added call runs in it. What the
	// declarations of one suggestion allow, those of several together allow too.
	accepted sync.Map
	// remembered counts the traces.
	remembered atomic.Int64
	// Scripts and Traces count what was run and compared.
	Scripts, Traces atomic.Int64
}

// NotRehearsed is why a script can't be rehearsed.
type NotRehearsed struct{ Why string }

func (e *NotRehearsed) Error() string { return "not rehearsed: " + e.Why }

// Pair is two versions of scripts that run one after the other.
type Pair struct{ Before, After []Script }

// Compare runs both versions of each pair that differs, once with success and once for each call that
// fails. It returns the first difference that isn't declared, or [*NotRehearsed] if there is none but
// some scripts can't be rehearsed.
func (m *Memory) Compare(pairs []Pair, declared Changes) error {
	var not error
	reached := map[string]int{}
	for _, p := range pairs {
		p = changedPart(p)
		m.Scripts.Add(int64(max(len(p.Before), len(p.After))))
		parts := []Pair{p}
		if len(declared.Moves) == 0 {
			parts = changedParts(p)
		}
		err := m.compareParts(parts, declared, reached)
		if differs(err) && len(parts) > 1 { // they may have been divided at the wrong place
			err = m.compareParts([]Pair{p}, declared, reached)
		}
		if differs(err) {
			return err
		}
		not = cmp.Or(not, err)
	}
	if not != nil {
		return not
	}
	return allReached(declared.Adds, reached)
}

// differs reports whether an error is a difference.
func differs(err error) bool { return err != nil && !errors.As(err, new(*NotRehearsed)) }

// compareParts compares parts that don't depend on each other, and counts the added calls that run.
func (m *Memory) compareParts(parts []Pair, declared Changes, reached map[string]int) (not error) {
	counts := map[string]int{}
	for _, p := range parts {
		keys := [2]key{keyOf(p.Before), keyOf(p.After)}
		accepted, known := m.accepted.Load(keys)
		if !known {
			c := comparison{memory: m, before: p.Before, after: p.After, declared: declared, keys: keys, reached: map[string]int{}}
			if err := c.inAllWorlds(); differs(err) {
				return err
			} else if err != nil {
				not = err
				continue
			}
			accepted = c.reached
			m.accepted.Store(keys, accepted)
		}
		for call, n := range accepted.(map[string]int) {
			counts[call] += n
		}
	}
	for call, n := range counts {
		reached[call] += n
	}
	return not
}

func (c *comparison) inAllWorlds() error {
	for _, w := range worlds {
		if err := c.inWorld(w); err != nil {
			return err
		}
		if !c.asked {
			break // all worlds are alike
		}
	}
	return nil
}

// inWorld compares what both versions do in a world, unless they do the same as in another.
func (c *comparison) inWorld(w world) error {
	b, a, err := c.run(w, -1, -1)
	if err != nil {
		return err
	}
	if slices.ContainsFunc(c.seen, func(t [2]*trace) bool { return sameEvents(t[0], b) && sameEvents(t[1], a) }) {
		return nil
	}
	c.seen = append(c.seen, [2]*trace{b, a})
	found, err := c.compare(b, a, nil)
	if err != nil {
		return err
	}
	c.count(a, found)
	for _, pair := range c.failures(b, a, found) {
		failing := &b.events[pair[0]]
		fb, fa, err := c.run(w, failing.call, a.events[pair[1]].call)
		if err != nil {
			return err
		}
		if c.steps += fb.steps + fa.steps; c.steps > maxReplay {
			return &NotRehearsed{"it takes too many steps"}
		}
		if _, err := c.compare(fb, fa, failing); err != nil {
			return err
		}
	}
	return nil
}

// count counts the added calls that run.
func (c *comparison) count(a *trace, found pairs) {
	for _, s := range c.declared.Adds {
		n := 0
		for j := range a.events {
			if !found.hasAfter(j) && c.declared.adds(&a.events[j], s) {
				n++
			}
		}
		c.reached[s.Call] = max(c.reached[s.Call], n)
	}
}

// allReached returns an error if a call that is to be added never runs.
func allReached(adds []Step, reached map[string]int) error {
	wanted := map[string]int{}
	for _, s := range adds {
		if wanted[s.Call]++; wanted[s.Call] > reached[s.Call] {
			return fmt.Errorf("`%s` is never reached", s.Call)
		}
	}
	return nil
}

// comparison compares two versions of scripts.
type comparison struct {
	memory        *Memory
	before, after []Script
	declared      Changes
	keys          [2]key         // of before and after
	asked         bool           // a world decided something
	seen          [][2]*trace    // what both did, in each world
	reached       map[string]int // how often each added call runs
	steps         int
}

// key identifies what scripts do. It's as long as they are, so it's kept once and compared by address.
type key = unique.Handle[string]

func keyOf(scripts []Script) key {
	var b strings.Builder
	for i := range scripts {
		b.WriteString(scripts[i].key())
	}
	return unique.Make(b.String())
}

// traceKey identifies a run.
type traceKey struct {
	scripts key
	world   string
	failAt  int
}

// run runs both versions in a world; the calls with these numbers fail.
func (c *comparison) run(w world, failBefore, failAfter int) (b, a *trace, err error) {
	if b, err = c.memory.rehearse(c.before, c.keys[0], w, failBefore); err != nil {
		return nil, nil, err
	}
	if a, err = c.memory.rehearse(c.after, c.keys[1], w, failAfter); err != nil {
		return nil, nil, err
	}
	c.asked = c.asked || b.asked || a.asked
	c.memory.Traces.Add(1)
	return b, a, nil
}

// rehearse returns what scripts do, whose key is given. It remembers the first traces: the same scripts are
// compared for each suggestion, and for all together.
func (m *Memory) rehearse(scripts []Script, of key, w world, failAt int) (*trace, error) {
	key := traceKey{of, w.name, failAt}
	if known, ok := m.traces.Load(key); ok {
		return known.(*trace), nil
	}
	t, err := rehearse(&m.trees, scripts, w, failAt)
	if err != nil {
		return nil, &NotRehearsed{err.Error()}
	}
	if m.remembered.Add(1) <= maxRemembered {
		m.traces.Store(key, t)
	}
	return t, nil
}

// sameEvents reports whether two runs did the same.
func sameEvents(a, b *trace) bool {
	return slices.Equal(a.status, b.status) && slices.EqualFunc(a.events, b.events, func(x, y Event) bool { return new(Changes).same(&x, &y) })
}

// pairs are the events that are in both traces, as indices, in order.
type pairs [][2]int

func (p pairs) hasBefore(i int) bool {
	return slices.ContainsFunc(p, func(pair [2]int) bool { return pair[0] == i })
}

func (p pairs) hasAfter(j int) bool {
	return slices.ContainsFunc(p, func(pair [2]int) bool { return pair[1] == j })
}

// failures returns the calls to fail, in both traces, the nearest to a change first.
func (c *comparison) failures(b, a *trace, found pairs) [][2]int {
	var changed []int // places in the trace after the change
	for j := range a.events {
		if !found.hasAfter(j) {
			changed = append(changed, j)
		}
	}
	var calls [][2]int
	for _, p := range found {
		if b.events[p[0]].call >= 0 {
			calls = append(calls, p)
			if !new(Changes).same(&b.events[p[0]], &a.events[p[1]]) {
				changed = append(changed, p[1])
			}
		}
	}
	if len(calls) <= maxFailures {
		return calls
	}
	distance := func(p [2]int) int {
		nearest := len(a.events)
		for _, j := range changed {
			nearest = min(nearest, max(j-p[1], p[1]-j))
		}
		return nearest
	}
	slices.SortStableFunc(calls, func(x, y [2]int) int { return cmp.Compare(distance(x), distance(y)) })
	return calls[:maxFailures]
}

// compare returns the events that two traces share, or how they differ. failed is the call that fails
// in both, nil if none does.
func (c *comparison) compare(b, a *trace, failed *Event) (pairs, error) {
	found, err := c.align(b.events, a.events)
	if err != nil {
		return nil, err
	}
	var gone, fresh []int
	for i := range b.events {
		if !found.hasBefore(i) {
			gone = append(gone, i)
		}
	}
	for j := range a.events {
		if !found.hasAfter(j) {
			fresh = append(fresh, j)
		}
	}
	gone, fresh = c.moved(b, a, gone, fresh)
	stops := c.declared.Stricter && a.failed() && failed != nil
	switch {
	case b.failed() && !a.failed():
		return nil, errors.New(when(failed, "the script would succeed where it failed", "a failed %s would no longer stop the build"))
	case a.failed() && !b.failed() && !stops:
		return nil, errors.New(when(failed, "the script would fail", "a failed %s would stop the build"))
	}
	slices.SortStableFunc(fresh, func(i, j int) int { // the file tells more than the call that writes it
		return cmp.Compare(min(1, len(a.events[i].Words)), min(1, len(a.events[j].Words)))
	})
	for _, j := range fresh {
		if err := c.mayAdd(b, a, gone, j, failed); err != nil {
			return nil, err
		}
	}
	for _, i := range gone {
		if e := &b.events[i]; !named(e, c.declared.Removes) && !stops {
			return nil, fmt.Errorf("%s%s", e, when(failed, " would no longer run", " would no longer run after a failed %s"))
		}
	}
	return found, nil
}

func when(failed *Event, always, after string) string {
	if failed == nil {
		return always
	}
	return fmt.Sprintf(after, failed)
}

// moved returns the events on either side without those that may move. Where a build fails, they may
// run before the failure or not.
func (c *comparison) moved(b, a *trace, gone, fresh []int) (stay, come []int) {
	for _, i := range gone {
		e := &b.events[i]
		if !named(e, c.declared.Moves) {
			stay = append(stay, i)
			continue
		}
		at := slices.IndexFunc(fresh, func(j int) bool {
			came := a.events[j]
			came.Dir = e.Dir // it may have moved below a WORKDIR
			return c.declared.same(e, &came)
		})
		switch {
		case at >= 0:
			fresh = slices.Delete(slices.Clone(fresh), at, at+1)
		case !b.failed() || !a.failed():
			stay = append(stay, i)
		}
	}
	for _, j := range fresh {
		if !b.failed() || !a.failed() || !named(&a.events[j], c.declared.Moves) {
			come = append(come, j)
		}
	}
	return stay, come
}

// mayAdd returns why an event of the changed scripts must not be there, nil if it may.
func (c *comparison) mayAdd(b, a *trace, gone []int, j int, failed *Event) error {
	e := &a.events[j]
	for _, s := range c.declared.Adds {
		if c.declared.adds(e, s) {
			return c.cleansUp(a, j, s, failed)
		}
	}
	if e.Words == nil {
		for _, s := range c.declared.Adds {
			if strings.Contains(e.Content, s.Call) {
				return fmt.Errorf("`%s` would be written into %s", s.Call, e.File)
			}
		}
		return fmt.Errorf("%s would be written differently%s", e.File, when(failed, "", " after a failed %s"))
	}
	for _, i := range gone {
		was := &b.events[i]
		if was.Words == nil || difference(was, e) == "at another time" && !slices.Equal(was.Words, e.Words) {
			continue
		}
		if c.declared.sameText(strings.Join(was.Words, "\x00"), strings.Join(e.Words, "\x00"), c.declared.Rewrites) {
			return fmt.Errorf("%s would run %s", e, difference(was, e))
		}
	}
	for _, i := range gone {
		if was := &b.events[i]; was.Words != nil && was.Words[0] == e.Words[0] && failed == nil {
			return fmt.Errorf("%s would become %s", was, e)
		}
	}
	return fmt.Errorf("%s%s", e, when(failed, " would run as well", " would run after a failed %s"))
}

// difference says how the same call differs.
func difference(was, e *Event) string {
	switch {
	case was.User != e.User:
		return fmt.Sprintf("as %s, not as %s", e.User, was.User)
	case was.Dir != e.Dir:
		return fmt.Sprintf("in %s, not in %s", e.Dir, was.Dir)
	case was.Input != e.Input:
		return "with other input"
	case was.Env != e.Env:
		return "with other variables"
	case was.settings != e.settings:
		return "with another shell or other flags"
	}
	return "at another time"
}

// cleansUp returns why an added call doesn't clean up after a program, nil if it does.
func (c *comparison) cleansUp(a *trace, j int, s Step, failed *Event) error {
	if len(s.After) == 0 {
		return nil
	}
	e, last := &a.events[j], -1
	for i := range a.events {
		if o := &a.events[i]; i != j && o.script == e.script && o.Words != nil && o.calls(s.After...) && !c.added(o) && !sameProgram(o, e) {
			last = i
		}
	}
	switch {
	case last < 0 && failed == nil && !s.Harmless:
		return fmt.Errorf("`%s` would run where no `%s` runs", s.Call, s.After[0])
	case last < 0:
		return nil
	case last > j:
		return fmt.Errorf("`%s` would run before %s", s.Call, &a.events[last])
	case a.events[last].User != e.User:
		return fmt.Errorf("`%s` would run as %s, but %s runs as %s", s.Call, e.User, &a.events[last], a.events[last].User)
	case a.events[last].failed && !a.events[last].tested:
		return fmt.Errorf("`%s` would also run after a failed %s", s.Call, &a.events[last])
	}
	return nil
}

// sameProgram reports whether two calls are the same behind their wrappers: another user's clean-up is
// nothing to clean up after.
func sameProgram(a, b *Event) bool {
	text := func(e *Event) string { return strings.Join(shell.CallOf(e.Words).Values(), "\x00") }
	return text(a) == text(b)
}

// added reports whether an event is a call that the fix adds.
func (c *comparison) added(e *Event) bool {
	return slices.ContainsFunc(c.declared.Adds, func(s Step) bool { return c.declared.adds(e, s) })
}

// align pairs the events of two traces: the longest list that both have in the same order.
func (c *comparison) align(b, a []Event) (pairs, error) {
	var found, tail pairs
	i, j := 0, 0
	for i < len(b) && j < len(a) && !c.added(&a[j]) && c.declared.same(&b[i], &a[j]) {
		found = append(found, [2]int{i, j})
		i, j = i+1, j+1
	}
	endB, endA := len(b), len(a)
	for endB > i && endA > j && c.declared.same(&b[endB-1], &a[endA-1]) {
		endB, endA = endB-1, endA-1
		tail = append(tail, [2]int{endB, endA})
	}
	n, m := endB-i, endA-j
	if n*m > maxAligned {
		return nil, &NotRehearsed{"it calls too many programs"}
	}
	same := make([]bool, n*m)
	length := make([]int, (n+1)*(m+1))
	for x := n - 1; x >= 0; x-- {
		for y := m - 1; y >= 0; y-- {
			if same[x*m+y] = c.declared.same(&b[i+x], &a[j+y]); same[x*m+y] {
				length[x*(m+1)+y] = 1 + length[(x+1)*(m+1)+y+1]
			} else {
				length[x*(m+1)+y] = max(length[(x+1)*(m+1)+y], length[x*(m+1)+y+1])
			}
		}
	}
	for x, y := 0, 0; x < n && y < m; {
		skip := length[x*(m+1)+y+1]
		switch {
		case same[x*m+y] && (skip < length[x*(m+1)+y] || !c.added(&a[j+y])): // of two that are alike, either may be the added one
			found = append(found, [2]int{i + x, j + y})
			x, y = x+1, y+1
		case !same[x*m+y] && length[(x+1)*(m+1)+y] >= skip:
			x++
		default:
			y++
		}
	}
	slices.Reverse(tail)
	return append(found, tail...), nil
}
