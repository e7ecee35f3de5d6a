package cache

import (
	"path"
	"slices"
	"strings"

	"github.com/drydock-dev/drydock/effects"
	"github.com/drydock-dev/drydock/syntax/dockerfile"
)

// History says how often paths change; see rules.History.
type History interface {
	Changes(path string) (commits int, known bool)
}

// Facts are the facts known about a Dockerfile's surroundings. The zero value has none.
type Facts struct {
	// Context is the build context, nil if unknown. Root is its path in the repository.
	Context *effects.Context
	Root    string
	History History
	// Costs are measured times in seconds, by instruction text in BuildKit's form; see ReadCosts.
	Costs map[string]float64
}

// Step is an instruction in a stage, with the model's facts about it.
type Step struct {
	*dockerfile.Instruction
	Effect effects.Effect
	// Layer is false for metadata, which doesn't cause anything below to rerun.
	Layer bool
	// Cost is how long it runs, in seconds. Measured is true if that was measured.
	Cost     float64
	Measured bool
	// New is the probability that it is new in a build. Why names the cause for people, "" for none.
	New float64
	Why string
}

// Model models the cache of a stage.
type Model struct {
	Stage       *dockerfile.Stage
	Steps       []Step // by position
	facts       Facts
	independent map[[2]int]bool // cached results of Independent
}

// ChangeProbability returns the probability that a source in the build context which e reads is new.
func (m *Model) ChangeProbability(e effects.Effect) float64 {
	p, _ := m.facts.newest(e)
	return p
}

// New returns a model of a stage.
func New(stage *dockerfile.Stage, facts Facts) *Model {
	m := &Model{Stage: stage, facts: facts, independent: map[[2]int]bool{}}
	for _, in := range stage.Instructions {
		m.Steps = append(m.Steps, newStep(in, facts))
	}
	return m
}

// Independent reports whether the steps at two indices can change places.
func (m *Model) Independent(i, j int) bool {
	pair := [2]int{min(i, j), max(i, j)}
	independent, known := m.independent[pair]
	if !known {
		independent = i != j && effects.Independent(m.Steps[i].Effect, m.Steps[j].Effect)
		m.independent[pair] = independent
	}
	return independent
}

func newStep(in *dockerfile.Instruction, facts Facts) Step {
	s := Step{Instruction: in, Effect: effects.Of(in, facts.Context)}
	switch in.Name {
	case "RUN", "COPY", "ADD", "WORKDIR", "ARG", "ENV", "USER", "SHELL":
		s.Layer = true
	}
	s.Cost = cost[s.Effect.Class]
	if in.Name == "RUN" && s.Effect.Class == effects.Files {
		s.Cost = starting
	}
	if len(facts.Costs) > 0 {
		if measured, ok := facts.Costs[normal(in.Text())]; ok {
			s.Cost, s.Measured = measured, true
		}
	}
	s.New, s.Why = facts.newest(s.Effect)
	if in.Name == "ARG" && len(in.Args) > 0 {
		if name, _, _ := strings.Cut(in.Args[0].Text, "="); NewEachBuild.MatchString(name) {
			s.New, s.Why = 1, name
		}
	}
	return s
}

// newest returns the source of an effect that is most likely new, and its probability.
func (f Facts) newest(e effects.Effect) (highest float64, why string) {
	for _, source := range e.Context {
		if p, what := f.newness(source); p > highest {
			highest, why = p, what
		}
	}
	return highest, why
}

// newness returns the probability that a source in the build context is new, and its name. A short
// history says little, so the estimate from the file's class counts as much as ten commits.
func (f Facts) newness(source string) (p float64, why string) {
	const kind = 10
	p = probability[ClassOf(source)]
	if f.History == nil {
		return p, source
	}
	total, known := f.History.Changes(".")
	commits, alsoKnown := f.History.Changes(path.Join(".", f.Root, source))
	if known && alsoKnown {
		p = (float64(commits) + kind*p) / (float64(total) + kind)
	}
	return min(p, 1), source
}

// Order is a list of step indices in the order in which the steps run.
type Order []int

// AsWritten returns the order in the file.
func (m *Model) AsWritten() Order {
	order := make(Order, len(m.Steps))
	for i := range order {
		order[i] = i
	}
	return order
}

// Runs returns, for each place in an order, the probability that its step runs in a build.
func (m *Model) Runs(order Order) []float64 {
	runs := make([]float64, len(order))
	kept := 1.0 // probability that everything so far is unchanged
	for place, i := range order {
		s := &m.Steps[i]
		runs[place] = 1 - kept*(1-s.New)
		if s.Layer {
			kept *= 1 - s.New
		}
	}
	return runs
}

// Expected returns the average cost of a rebuild, in seconds.
func (m *Model) Expected(order Order) float64 {
	total := 0.0
	for place, p := range m.Runs(order) {
		total += p * m.Steps[order[place]].Cost
	}
	return total
}

// minGain is the smallest gain worth moving a step for, in seconds per build.
const minGain = 0.25

// epsilon is a difference in cost small enough to ignore.
const epsilon = 1e-9

// Best returns the cheapest order that it finds by moving one step at a time past neighbours that it
// doesn't depend on. It moves only steps for which may is true. Ties keep the author's order.
func (m *Model) Best(may func(i int) bool) Order {
	order := m.AsWritten()
	cost := m.Expected(order)
	for range len(order) * len(order) {
		best, bestCost := Order(nil), cost-minGain
		for from, i := range order {
			if !may(i) {
				continue
			}
			for _, to := range m.reach(order, from) {
				moved := order.move(from, to)
				if c := m.Expected(moved); c < bestCost {
					best, bestCost = moved, c
				}
			}
		}
		if best == nil {
			break
		}
		order, cost = best, bestCost
	}
	return m.settle(order, cost)
}

// settle puts neighbours back in the author's order if that doesn't cost more.
func (m *Model) settle(order Order, cost float64) Order {
	for range len(order) {
		done := true
		for place := 1; place < len(order); place++ {
			before, after := order[place-1], order[place]
			if before < after || !m.Independent(before, after) {
				continue
			}
			swapped := order.move(place, place-1)
			if c := m.Expected(swapped); c <= cost+epsilon {
				order, cost, done = swapped, c, false
			}
		}
		if done {
			break
		}
	}
	return order
}

// reach returns the places that a step can move to, nearest first.
func (m *Model) reach(order Order, from int) (places []int) {
	for to := from - 1; to >= 0 && m.Independent(order[from], order[to]); to-- {
		places = append(places, to)
	}
	for to := from + 1; to < len(order) && m.Independent(order[from], order[to]); to++ {
		places = append(places, to)
	}
	return places
}

// move returns a copy of the order with one step moved.
func (o Order) move(from, to int) Order {
	moved := slices.Delete(slices.Clone(o), from, from+1)
	return slices.Insert(moved, to, o[from])
}

// normal returns an instruction's text on one line, as in BuildKit's step names.
func normal(text string) string {
	return strings.Join(strings.Fields(strings.NewReplacer("\\\r\n", " ", "\\\n", " ").Replace(text)), " ")
}
