package cache

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/drydock-dev/drydock/effects"
)

// The interpreter's cells: paths, variables, accounts and settings. A cell that doesn't exist has the
// value "".
var (
	paths = []string{"/a", "/a/x", "/a/x/1", "/a/x/2", "/a/y", "/b", "/b/x", "/b/x/1", "/c"}
	named = map[effects.Resource][]string{
		effects.Variable: {"GO_A", "GO_B", "PIP_A"}, effects.Account: {"app", "?"}, effects.Config: {"start", "LABEL a"},
		effects.User: {""}, effects.Workdir: {""}, effects.Shell: {""},
	}
)

type world map[string]string

// cells returns the cells of a place, according to the package's documentation.
func cells(p effects.Place) (names []string) {
	switch p.Kind {
	case effects.Below:
		for _, name := range paths {
			if p.Name == "/" || name == p.Name || strings.HasPrefix(name, p.Name+"/") {
				names = append(names, name)
			}
		}
	case effects.Exactly, effects.Folder:
		names = []string{p.Name}
	default:
		for _, name := range named[p.Kind] {
			start, pattern := strings.CutSuffix(p.Name, "*")
			if name == p.Name || pattern && strings.HasPrefix(name, start) {
				names = append(names, fmt.Sprint(p.Kind, name))
			}
		}
	}
	return names
}

// run executes a step. What it writes depends on the step and on everything that it reads. It creates
// missing folders. Below a path, it writes some cells, always the same ones.
func (w world) run(i int, e effects.Effect) {
	var seen []string
	for _, p := range e.Reads {
		for _, c := range cells(p) {
			seen = append(seen, c+"="+w[c])
		}
	}
	value := fmt.Sprintf("%d(%s)", i, strings.Join(seen, " "))
	for n, p := range e.Writes {
		for j, c := range cells(p) {
			switch {
			case p.Kind == effects.Folder:
				if w[c] == "" {
					w[c] = "folder of " + p.Owner
				}
			case p.Kind != effects.Below || (i+n+j)%3 > 0:
				w[c] = value
			}
		}
	}
}

// places generates places for a step to read or write.
var places = rapid.Custom(func(t *rapid.T) effects.Place {
	kind := rapid.SampledFrom([]effects.Resource{effects.Below, effects.Below, effects.Exactly, effects.Exactly, effects.Folder, effects.Variable, effects.Account, effects.Config, effects.User, effects.Workdir, effects.Shell}).Draw(t, "kind")
	p := effects.Place{Kind: kind}
	switch kind {
	case effects.Below, effects.Exactly, effects.Folder:
		p.Name = rapid.SampledFrom(paths).Draw(t, "path")
		if kind == effects.Folder {
			p.Owner = rapid.SampledFrom([]string{"root", "app"}).Draw(t, "owner")
		}
	case effects.Variable:
		p.Name = rapid.SampledFrom([]string{"GO_A", "GO_B", "PIP_A", "GO_*", "*"}).Draw(t, "variable")
	default:
		p.Name = rapid.SampledFrom(named[kind]).Draw(t, "name")
	}
	return p
})

// often checks a property many more times than rapid does by default, as a program takes only
// microseconds.
func often(t *testing.T, property func(*rapid.T)) {
	for range 100 {
		rapid.Check(quiet{t}, property)
	}
}

// quiet leaves out rapid's success messages.
type quiet struct{ *testing.T }

func (quiet) Logf(string, ...any) {}

// TestOrderChangesNothing runs random programs in the written order and in the best one. The results
// must be the same, and the best order must not cost more.
func TestOrderChangesNothing(t *testing.T) {
	moved := 0
	often(t, func(t *rapid.T) {
		m := &Model{independent: map[[2]int]bool{}}
		for range rapid.IntRange(2, 9).Draw(t, "steps") {
			s := Step{Layer: rapid.Bool().Draw(t, "layer"), Cost: float64(rapid.IntRange(0, 40).Draw(t, "cost")), New: rapid.SampledFrom([]float64{0, 0.05, 0.3, 0.7, 1}).Draw(t, "new")}
			s.Effect.Reads = rapid.SliceOfN(places.Filter(func(p effects.Place) bool { return p.Kind != effects.Folder }), 0, 2).Draw(t, "reads")
			s.Effect.Writes = rapid.SliceOfN(places, 0, 2).Draw(t, "writes")
			if rapid.IntRange(0, 9).Draw(t, "unknown") == 0 {
				s.Effect.Unknown = "something"
				s.Effect.Reads = append(s.Effect.Reads, effects.Place{Kind: effects.Below, Name: "/"})
				s.Effect.Writes = append(s.Effect.Writes, effects.Place{Kind: effects.Below, Name: "/"})
			}
			m.Steps = append(m.Steps, s)
		}
		may := rapid.SliceOfN(rapid.Bool(), len(m.Steps), len(m.Steps)).Draw(t, "may move")
		best := m.Best(func(i int) bool { return may[i] })
		if !slices.Equal(best, m.AsWritten()) {
			moved++
		}
		if sorted := slices.Sorted(slices.Values(best)); !slices.Equal(sorted, m.AsWritten()) {
			t.Fatalf("%v is no order of %d steps", best, len(m.Steps))
		}
		if before, after := m.Expected(m.AsWritten()), m.Expected(best); after > before+epsilon {
			t.Fatalf("%v costs %v, as written %v", best, after, before)
		}
		orders := []Order{best}
		for _, part := range m.Parts(best) {
			alone := m.AsWritten()
			copy(alone[part.First:], part.Order)
			orders = append(orders, alone)
		}
		want := world{}
		for i := range m.Steps {
			want.run(i, m.Steps[i].Effect)
		}
		for _, order := range orders {
			got := world{}
			for _, i := range order {
				got.run(i, m.Steps[i].Effect)
			}
			if !maps.Equal(got, want) {
				t.Fatalf("in the order %v\n%v\nas written\n%v", order, got, want)
			}
		}
	})
	if moved == 0 {
		t.Error("nothing was moved in any program")
	}
	t.Logf("%d programs got another order", moved)
}

// TestBestOfTwo checks the order against the rule for two neighbours: the greater c·(1−p)/p first.
func TestBestOfTwo(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m := &Model{independent: map[[2]int]bool{}}
		weight := func(s Step) float64 { return s.Cost * (1 - s.New) / s.New }
		for range 2 {
			m.Steps = append(m.Steps, Step{Layer: true, Cost: float64(rapid.IntRange(1, 60).Draw(t, "cost")), New: rapid.Float64Range(0.05, 0.95).Draw(t, "new")})
		}
		gain := m.Expected(Order{0, 1}) - m.Expected(Order{1, 0})
		swapped := m.Best(func(int) bool { return true })[0] == 1
		if swapped != (gain > minGain) || swapped && weight(m.Steps[1]) <= weight(m.Steps[0]) {
			t.Fatalf("swapped: %v, gain %v, weights %v and %v", swapped, gain, weight(m.Steps[0]), weight(m.Steps[1]))
		}
	})
}
