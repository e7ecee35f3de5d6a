package cache

import (
	"path"
	"slices"
	"strings"

	"github.com/drydock-dev/drydock/syntax"
)

// Layer is a step of a build, for people to look at.
type Layer struct {
	Stage string // its name, or that of the image it starts from
	Line  int
	Text  string // the instruction on one line
	Class string // what it spends its time with
	// Cost is how long it runs, Expected what that comes to at an average build, both
	// in seconds; Runs is the share of builds at which it runs.
	Cost, Runs, Expected float64
	Measured             bool
	Always               bool   // it is new at every build by itself
	Cause                string // what makes it run most often, "" for nothing
}

// Rebuild is what builds of a file cost.
type Rebuild struct {
	Layers []Layer // of all stages that the image is made from, in the order of the file
	// Expected is what an average build costs, in seconds.
	Expected float64
	// Commits is how many commits were replayed, 0 when the figures are probabilities.
	Commits int
}

// Change is a rebuild before and after.
type Change struct{ Before, After *Rebuild }

// Saved returns the share that is saved, 0 to 1.
func (c Change) Saved() float64 {
	if c.Before.Expected == 0 {
		return 0
	}
	return 1 - c.After.Expected/c.Before.Expected
}

// Commit is what one commit changed.
type Commit struct {
	ID    string
	Files []string // slash-separated, from the repository's root
}

// Estimate returns what a build of a file costs on average, by probabilities.
func Estimate(file *syntax.File, facts Facts) *Rebuild {
	r := &Rebuild{}
	news := map[*syntax.Stage]float64{} // probability that a stage is new
	for _, stage := range file.Stages {
		if !stage.Reached {
			continue
		}
		m := New(stage, facts)
		for i := range m.Steps {
			if from := file.StageNamed(m.Steps[i].FlagValue("from")); from != nil {
				m.Steps[i].New, m.Steps[i].Why = news[from], "the stage "+name(from)
			}
		}
		kept, cause, most := 1-news[stage.Parent], "", news[stage.Parent]
		if most > 0 {
			cause = "the stage " + name(stage.Parent)
		}
		for i := range m.Steps {
			s := &m.Steps[i]
			if s.New > most {
				cause, most = s.Why, s.New
			}
			runs := 1 - kept*(1-s.New)
			if s.Layer {
				kept *= 1 - s.New
			}
			r.add(layer(stage, s, runs, cause))
		}
		news[stage] = 1 - kept
	}
	return r
}

// Replay returns what a build of a file after each of some commits would have cost
// on average: a layer runs when the commit changed a source of it or of a layer
// above.
func Replay(file *syntax.File, facts Facts, commits []Commit) *Rebuild {
	r := &Rebuild{Commits: len(commits)}
	if len(commits) == 0 {
		return r
	}
	replayer := NewReplayer(file, facts)
	ran, causes := map[*Step]int{}, map[*Step]map[string]int{}
	for _, c := range commits {
		replayer.build(c, nil, func(s *Step, cause string) {
			ran[s]++
			if causes[s] == nil {
				causes[s] = map[string]int{}
			}
			causes[s][cause]++
		})
	}
	for _, m := range replayer.models {
		for i := range m.Steps {
			s := &m.Steps[i]
			r.add(layer(m.Stage, s, float64(ran[s])/float64(len(commits)), mostOften(causes[s])))
		}
	}
	return r
}

// Replayer builds a file after commits.
type Replayer struct {
	file   *syntax.File
	root   string
	models []*Model // of the stages that the image is made from
}

// NewReplayer returns a replayer of a file.
func NewReplayer(file *syntax.File, facts Facts) *Replayer {
	r := &Replayer{file: file, root: facts.Root}
	for _, stage := range file.Stages {
		if stage.Reached {
			r.models = append(r.models, New(stage, facts))
		}
	}
	return r
}

// Cost returns what a build after a commit costs, in seconds. old is the file before
// the commit, where that changed it, else nil.
func (r *Replayer) Cost(c Commit, old *syntax.File) (seconds float64) {
	r.build(c, old, func(s *Step, _ string) { seconds += s.Cost })
	return seconds
}

// build calls run for each step that runs at a build after a commit, with what makes
// it.
func (r *Replayer) build(c Commit, old *syntax.File, run func(s *Step, cause string)) {
	news := map[*syntax.Stage]bool{}
	for _, m := range r.models {
		isNew, cause := news[m.Stage.Parent], "the stage "+name(m.Stage.Parent)
		kept := len(m.Steps) // how many of the steps are as they were
		if old != nil {
			kept = keptSteps(m.Stage, old)
		}
		for i := range m.Steps {
			s := &m.Steps[i]
			why := c.renews(s, r.root)
			if from := r.file.StageNamed(s.FlagValue("from")); from != nil && news[from] {
				why = "the stage " + name(from)
			}
			if i >= kept {
				why = "the Dockerfile"
			}
			if why != "" && !isNew {
				cause = why
			}
			if isNew || why != "" {
				run(s, cause)
			}
			isNew = isNew || why != "" && s.Layer
		}
		news[m.Stage] = isNew
	}
}

// keptSteps returns how many instructions at the beginning of a stage are those of the
// same stage of an older file.
func keptSteps(stage *syntax.Stage, old *syntax.File) (n int) {
	if stage.Index >= len(old.Stages) || old.Stages[stage.Index].Base != stage.Base {
		return 0
	}
	before := old.Stages[stage.Index].Instructions
	for n < len(stage.Instructions) && n < len(before) && normal(stage.Instructions[n].Text()) == normal(before[n].Text()) {
		n++
	}
	return n
}

// renews returns what of a commit makes a step new, "" for nothing.
func (c Commit) renews(s *Step, root string) string {
	if s.Name == "ARG" && s.New == 1 {
		return s.Why
	}
	for _, source := range s.Effect.Context {
		below := path.Join(root, source)
		for _, f := range c.Files {
			matched, _ := path.Match(below, f)
			if below == "." || matched || f == below || strings.HasPrefix(f, below+"/") {
				return f
			}
		}
	}
	return ""
}

func mostOften(counts map[string]int) string {
	best := ""
	for what, n := range counts {
		if best == "" || n > counts[best] || n == counts[best] && what < best {
			best = what
		}
	}
	return best
}

func (r *Rebuild) add(l Layer) {
	r.Layers = append(r.Layers, l)
	r.Expected += l.Expected
}

func layer(stage *syntax.Stage, s *Step, runs float64, cause string) Layer {
	if runs == 0 {
		cause = ""
	}
	return Layer{
		Stage: name(stage), Line: s.Line, Text: normal(s.Text()), Class: s.Effect.Class.String(),
		Cost: s.Cost, Runs: runs, Expected: runs * s.Cost, Measured: s.Measured, Always: s.New == 1, Cause: cause,
	}
}

// name returns how people call a stage.
func name(s *syntax.Stage) string {
	if s == nil {
		return ""
	}
	if s.Name != "" {
		return s.Name
	}
	return s.Base
}

// Shown returns the layers that people would look at: those that cost something, and
// what is new at every build.
func (r *Rebuild) Shown() []Layer {
	return slices.DeleteFunc(slices.Clone(r.Layers), func(l Layer) bool { return l.Cost == 0 && !l.Always })
}
