package cache

import (
	"path"
	"slices"
	"strings"

	"github.com/drydock-dev/drydock/syntax/dockerfile"
)

// Layer is a step of a build, for display.
type Layer struct {
	Stage string // the stage's name, or its base image
	Line  int
	Text  string // the instruction on one line
	Class string // the kind of work
	// Cost is how long one run takes, in seconds. Runs is the share of builds in which it runs.
	// Expected is the average cost per build, in seconds.
	Cost, Runs, Expected float64
	Measured             bool
	Always               bool   // it is new in every build on its own account
	Cause                string // the most frequent cause of a run, "" for none
}

// Rebuild is the cost of a file's builds.
type Rebuild struct {
	Layers []Layer // of all stages that the image needs, in file order
	// Expected is the cost of an average build, in seconds.
	Expected float64
	// Commits is how many commits were replayed, 0 if the figures are estimates.
	Commits int
}

// Change is the cost of builds before and after a change.
type Change struct{ Before, After *Rebuild }

// Saved returns the share of the cost that the change saves. It is negative if builds cost more.
func (c Change) Saved() float64 {
	if c.Before.Expected == 0 {
		return 0
	}
	return 1 - c.After.Expected/c.Before.Expected
}

// Commit is a commit and the files that it changed.
type Commit struct {
	ID    string
	Files []string // slash-separated, from the repository's root
}

// Estimate returns the average cost of a file's builds, calculated from probabilities.
func Estimate(file *dockerfile.File, facts Facts) *Rebuild {
	r := &Rebuild{}
	news := map[*dockerfile.Stage]float64{} // probability that a stage is new
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
		kept, cause, highest := 1-news[stage.Parent], "", news[stage.Parent]
		if highest > 0 {
			cause = "the stage " + name(stage.Parent)
		}
		for i := range m.Steps {
			s := &m.Steps[i]
			if s.New > highest {
				cause, highest = s.Why, s.New
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

// Replay returns the average cost of building a file after each commit. A layer runs if the commit
// changed one of its sources, or one of a layer above.
func Replay(file *dockerfile.File, facts Facts, commits []Commit) *Rebuild {
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

// Replayer simulates builds of a file after commits.
type Replayer struct {
	file   *dockerfile.File
	root   string
	models []*Model // of the stages that the image needs
}

// NewReplayer returns a Replayer for a file.
func NewReplayer(file *dockerfile.File, facts Facts) *Replayer {
	r := &Replayer{file: file, root: facts.Root}
	for _, stage := range file.Stages {
		if stage.Reached {
			r.models = append(r.models, New(stage, facts))
		}
	}
	return r
}

// Cost returns the cost of a build after a commit, in seconds. If the commit changed the file, old is
// the file before it, else nil.
func (r *Replayer) Cost(c Commit, old *dockerfile.File) (seconds float64) {
	r.build(c, old, func(s *Step, _ string) { seconds += s.Cost })
	return seconds
}

// build calls run for each step that runs in a build after a commit, with the cause.
func (r *Replayer) build(c Commit, old *dockerfile.File, run func(s *Step, cause string)) {
	news := map[*dockerfile.Stage]bool{}
	for _, m := range r.models {
		isNew, cause := news[m.Stage.Parent], "the stage "+name(m.Stage.Parent)
		kept := len(m.Steps) // how many steps at the start are unchanged
		if old != nil {
			kept = keptSteps(m.Stage, old)
		}
		for i := range m.Steps {
			s := &m.Steps[i]
			why := c.cause(s, r.root)
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

// keptSteps returns how many instructions at the start of a stage are the same as in an older file.
func keptSteps(stage *dockerfile.Stage, old *dockerfile.File) (n int) {
	if stage.Index >= len(old.Stages) || old.Stages[stage.Index].Base != stage.Base {
		return 0
	}
	before := old.Stages[stage.Index].Instructions
	for n < len(stage.Instructions) && n < len(before) && normal(stage.Instructions[n].Text()) == normal(before[n].Text()) {
		n++
	}
	return n
}

// cause returns what makes a step new after this commit, "" for nothing.
func (c Commit) cause(s *Step, root string) string {
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

func layer(stage *dockerfile.Stage, s *Step, runs float64, cause string) Layer {
	if runs == 0 {
		cause = ""
	}
	return Layer{
		Stage: name(stage), Line: s.Line, Text: normal(s.Text()), Class: s.Effect.Class.String(),
		Cost: s.Cost, Runs: runs, Expected: runs * s.Cost, Measured: s.Measured, Always: s.New == 1, Cause: cause,
	}
}

// name returns a stage's name for people, or else its base image.
func name(s *dockerfile.Stage) string {
	if s == nil {
		return ""
	}
	if s.Name != "" {
		return s.Name
	}
	return s.Base
}

// Shown returns the layers to display: those that cost something or are new in every build.
func (r *Rebuild) Shown() []Layer {
	return slices.DeleteFunc(slices.Clone(r.Layers), func(l Layer) bool { return l.Cost == 0 && !l.Always })
}
