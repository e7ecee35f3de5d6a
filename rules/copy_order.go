package rules

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/drydock-dev/drydock/cache"
	"github.com/drydock-dev/drydock/effects"
	"github.com/drydock-dev/drydock/syntax"
)

var copyOrder = &Rule{
	ID:       "copy-order",
	Severity: Warning,
	Profile:  Recommended,
	Since:    "1.0",
	Summary:  "files that change often are copied above an install that does not read them",
	Doc: "Docker reuses a layer as long as nothing above it has changed. A COPY of the\n" +
		"program's code above `pip install` means that every edit of the code installs\n" +
		"all dependencies again. The order that rebuilds least goes from what seldom\n" +
		"changes to what changes daily: the dependency manifest, its install, then models\n" +
		"and data, then configuration, then code, each in a COPY of its own.\n\n" +
		"Where the repository's history is at hand, the files behind the install are put\n" +
		"in the order in which they really change, and a file that changes no more often\n" +
		"than the manifest is left where it is.",
	FixDoc:   "Moves COPYs below installs that do not read what they bring. It is offered where the model knows that nothing moves past what reads or writes the same files, variables or accounts, so the image is the same. What the model takes for granted stands in the suggestion: look at that.",
	Safety:   Review,
	Rebuilds: true,
	Check: func(p *Pass) {
		for _, stage := range p.File.Stages {
			p.checkOrder(stage)
		}
	},
}

// worthMoving is the gain, in seconds of an average rebuild, below which an order is
// good enough.
const worthMoving = 1.5

// oftenNew is the share of builds from which on what is copied counts as changing
// often.
const oftenNew = 0.1

// checkOrder compares a stage's order with the best one, part by part.
func (p *Pass) checkOrder(stage *syntax.Stage) {
	if !copiesAboveWork(stage) {
		return
	}
	m := p.layers(stage)
	best := m.Best(func(i int) bool { return movable(&m.Steps[i]) })
	for _, part := range m.Parts(best) {
		p.reportOrder(m, part)
	}
	for i := range m.Steps {
		if s := &m.Steps[i]; s.Name == "COPY" && plainCopy(s.Instruction) && !s.JSON && len(s.Heredocs) == 0 {
			p.checkSplit(m, i)
		}
	}
}

// checkSplit looks at a COPY of several sources, given by its step, of which an
// install below reads some only.
func (p *Pass) checkSplit(m *cache.Model, at int) {
	copied := &m.Steps[at]
	sources, dest, _ := copied.Sources()
	if len(sources) < 2 {
		return
	}
	context, _ := p.buildContext()
	bySource := effects.BySource(copied.Instruction, context)
	for i := at + 1; i < len(m.Steps); i++ {
		install := &m.Steps[i]
		if install.Name != "RUN" || install.Effect.Class < effects.Language || m.Independent(at, i) {
			continue
		}
		var needed, rest []string
		often := 0.0
		for n, e := range bySource {
			if p.independentOf(m, e, at+1, i) {
				rest = append(rest, sources[n].Text)
				often = max(often, m.Newness(e))
			} else {
				needed = append(needed, sources[n].Text)
			}
		}
		if len(rest) == 0 || len(needed) == 0 || often < oftenNew || often*install.Cost < worthMoving {
			return
		}
		p.Report(copied.Span, "Every change of "+quoteList(rest)+" makes Docker run "+work(install)+" again, which reads only "+quoteList(needed)+" of what this line copies. Copy the rest below it.",
			p.split(m, at, i, needed, rest, dest.Text))
		return
	}
}

// independentOf reports whether an effect is independent of the steps from first to
// last.
func (p *Pass) independentOf(m *cache.Model, e effects.Effect, first, last int) bool {
	for i := first; i <= last; i++ {
		if !effects.Independent(e, m.Steps[i].Effect) {
			return false
		}
	}
	return true
}

// split returns the fix that leaves of a COPY what is needed and copies the rest below
// an install, both given by step.
func (p *Pass) split(m *cache.Model, at, install int, needed, rest []string, dest string) *Fix {
	in, last := m.Steps[at].Instruction, m.Steps[install].Instruction
	if !p.wholeLines(in) || in.EndLine != in.Line {
		return nil
	}
	line := func(sources []string) string {
		return p.copyLine(in, sources, strings.TrimSuffix(dest, "/")+"/")
	}
	note := orderNote(m, cache.Part{Order: cache.Order{at, install}})
	return &Fix{
		Safety: Review,
		Note:   note,
		Edits: []Edit{
			{Span: in.Span, New: line(needed)},
			insert(p.File.LineSpan(last.EndLine).End, p.separator(last)+line(rest)),
		},
	}
}

// copiesAboveWork reports whether a COPY stands above something that may cost time:
// where none does there is nothing to compare.
func copiesAboveWork(stage *syntax.Stage) bool {
	copies := false
	for _, in := range stage.Instructions {
		switch in.Name {
		case "COPY", "ADD":
			copies = copies || !in.HasFlag("from")
		case "RUN":
			if copies && in.Script() != nil && slices.ContainsFunc(in.Script().Commands, func(c *syntax.Command) bool {
				return effects.TakesTime(c.Program()) || c.Package() != nil
			}) {
				return true
			}
		}
	}
	return false
}

// movable reports whether a step may be part of another order: a COPY of named
// sources, and what costs more than copying.
func movable(s *cache.Step) bool {
	if s.Name == "COPY" || s.Name == "ADD" {
		return plainCopy(s.Instruction)
	}
	return s.Name == "RUN" && s.Effect.Class >= effects.Download
}

// reportOrder reports a part of a stage whose steps are better in another order, if
// a COPY gets below something that costs time.
func (p *Pass) reportOrder(m *cache.Model, part cache.Part) {
	var moved []*cache.Step
	var saved *cache.Step // the most expensive of what no longer runs for their sake
	for place, i := range part.Order {
		s := &m.Steps[i]
		for _, j := range part.Order[:place] {
			run := &m.Steps[j]
			if j > i && (s.Name == "COPY" || s.Name == "ADD") && run.Name == "RUN" && s.New >= oftenNew {
				if !slices.Contains(moved, s) {
					moved = append(moved, s)
				}
				if saved == nil || run.Cost > saved.Cost {
					saved = run
				}
			}
		}
	}
	if saved == nil || part.Gain < worthMoving {
		return
	}
	slices.SortFunc(moved, func(a, b *cache.Step) int { return cmp.Compare(a.Index, b.Index) })
	p.Report(moved[0].Span, "Every change of "+changing(moved)+" makes Docker run "+work(saved)+" again, because it comes after this line. Copy what changes often as far down as possible, and in the order in which it changes.",
		p.reorder(m, part))
}

// work names what a RUN does, for people.
func work(s *cache.Step) string {
	what := map[effects.Class]string{effects.Download: "the download", effects.Compile: "the build"}[s.Effect.Class]
	if what == "" {
		what = "the install"
	}
	for _, call := range s.Script().PackageCalls() {
		if call.Installs() {
			what = "the " + call.Manager + " install"
		}
	}
	return what + " in line " + strconv.Itoa(s.Line)
}

// changing names what COPYs bring, for people.
func changing(copies []*cache.Step) string {
	var names []string
	for _, s := range copies {
		sources, _, _ := s.Sources()
		for _, a := range sources {
			if wholeContext(a.Text) {
				return "any file of the repository"
			}
			names = append(names, a.Text)
		}
	}
	if len(names) > 4 {
		return quoteList(names[:3]) + " and others"
	}
	return quoteList(names)
}
