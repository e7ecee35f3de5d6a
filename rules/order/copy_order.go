package order

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/drydock-dev/drydock/cache"
	"github.com/drydock-dev/drydock/effects"
	"github.com/drydock-dev/drydock/facts"
	"github.com/drydock-dev/drydock/lint"
	"github.com/drydock-dev/drydock/lint/edit"
	"github.com/drydock-dev/drydock/syntax/dockerfile"
	"github.com/drydock-dev/drydock/syntax/shell"
)

var CopyOrder = &lint.Rule{
	ID:       "copy-order",
	Severity: lint.Warning,
	Profile:  lint.Recommended,
	Since:    "1.0",
	Summary:  "files that change often are copied before an install that doesn't read them",
	Doc: "Docker reuses a layer as long as nothing above it has changed. If the program's code is\n" +
		"copied above `pip install`, every edit of the code reinstalls all dependencies. The order\n" +
		"that rebuilds least goes from what seldom changes to what changes daily: the dependency\n" +
		"manifest and its install, then models and data, then configuration, then code, each in\n" +
		"its own COPY.\n\n" +
		"If the repository's history is available, the files after the install are sorted by how\n" +
		"often they really change. A file that changes no more often than the manifest stays where\n" +
		"it is.",
	FixDoc:   "Moves COPYs below installs that don't read what they bring. Offered only if, by the model, nothing moves past a step that reads or writes the same files, variables or accounts, so the image stays the same. Check the assumptions that the suggestion lists.",
	Safety:   lint.Review,
	Rebuilds: true,
	Check: lint.Dockerfile(func(p *lint.DockerfilePass) {
		for _, stage := range p.File.Stages {
			checkOrder(p, stage)
		}
	}),
}

// oftenNew is the share of builds in which a copied file must be new to count as changing
// often.
const oftenNew = 0.1

// checkOrder compares a stage's order with the best one, part by part.
func checkOrder(p *lint.DockerfilePass, stage *dockerfile.Stage) {
	if !copiesAboveWork(stage) {
		return
	}
	m := p.Facts.Layers(p.File, stage)
	best := m.Best(func(i int) bool { return movable(&m.Steps[i]) })
	for _, part := range m.Parts(best) {
		reportOrder(p, m, part)
	}
	for i := range m.Steps {
		if s := &m.Steps[i]; s.Name == "COPY" && plainCopy(s.Instruction) && !s.JSON && len(s.Heredocs) == 0 {
			checkSplit(p, m, i)
		}
	}
}

// checkSplit reports a COPY of several sources, at step at, if an install below reads only
// some of them.
func checkSplit(p *lint.DockerfilePass, m *cache.Model, at int) {
	copied := &m.Steps[at]
	sources, dest, _ := copied.Sources()
	if len(sources) < 2 {
		return
	}
	context, _ := p.Facts.BuildContext(p.File)
	bySource := effects.BySource(copied.Instruction, context)
	for i := at + 1; i < len(m.Steps); i++ {
		install := &m.Steps[i]
		if install.Name != "RUN" || install.Effect.Class < effects.Language || m.Independent(at, i) {
			continue
		}
		var needed, rest []string
		often := 0.0
		for n, e := range bySource {
			if independentOf(m, e, at+1, i) {
				rest = append(rest, sources[n].Text)
				often = max(often, m.ChangeProbability(e))
			} else {
				needed = append(needed, sources[n].Text)
			}
		}
		if len(rest) == 0 || len(needed) == 0 || often < oftenNew || often*install.Cost < worthMoving {
			return
		}
		p.About(installRerun).Report(copied.Span, fmt.Sprintf("Any change to %s reruns %s, which reads only %s from this COPY. Copy the rest below it.", lint.QuoteAny(rest), work(install), lint.QuoteList(needed)),
			split(p.File, m, at, i, needed, rest, dest.Text))
		return
	}
}

// independentOf reports whether an effect is independent of the steps first to last.
func independentOf(m *cache.Model, e effects.Effect, first, last int) bool {
	for i := first; i <= last; i++ {
		if !effects.Independent(e, m.Steps[i].Effect) {
			return false
		}
	}
	return true
}

// split returns the fix that keeps the needed sources in the COPY at step at, and copies
// the rest below the install, which is a step too.
func split(file *dockerfile.File, m *cache.Model, at, install int, needed, rest []string, dest string) *lint.Fix {
	in, last := m.Steps[at].Instruction, m.Steps[install].Instruction
	if !file.WholeLines(in) || in.EndLine != in.Line {
		return nil
	}
	line := func(sources []string) string {
		return copyLine(file, in, sources, strings.TrimSuffix(dest, "/")+"/")
	}
	note := orderNote(m, cache.Part{Order: cache.Order{at, install}})
	return &lint.Fix{
		Priority: lint.Moves,
		Safety:   lint.Review,
		Note:     note,
		Edits: []lint.Edit{
			{Span: in.Span, New: line(needed)},
			edit.Insert(file.LineSpan(last.EndLine).End, separator(file, last)+line(rest)),
		},
	}
}

// copiesAboveWork reports whether a COPY comes before a step that may take time. If none
// does, there's nothing to compare.
func copiesAboveWork(stage *dockerfile.Stage) bool {
	copies := false
	for _, in := range stage.Instructions {
		switch in.Name {
		case "COPY", "ADD":
			copies = copies || !in.HasFlag("from")
		case "RUN":
			if copies && in.Script() != nil && slices.ContainsFunc(in.Script().Commands, func(c *shell.Command) bool {
				return effects.TakesTime(c.Program()) || c.Package() != nil
			}) {
				return true
			}
		}
	}
	return false
}

// movable reports whether a step may be reordered: a COPY of named sources, or a RUN that
// costs more than copying.
func movable(s *cache.Step) bool {
	if s.Name == "COPY" || s.Name == "ADD" {
		return plainCopy(s.Instruction)
	}
	return s.Name == "RUN" && s.Effect.Class >= effects.Download
}

// reportOrder reports a part of a stage that has a better order, if that moves a COPY below
// a step that takes time.
func reportOrder(p *lint.DockerfilePass, m *cache.Model, part cache.Part) {
	var moved []*cache.Step
	var saved *cache.Step // the most expensive step that they no longer rerun
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
	p.About(installRerun).Report(moved[0].Span, fmt.Sprintf("Any change to %s reruns %s. Copy files that change often after it.", changing(p.Facts, p.File, moved), work(saved)),
		reorder(p.File, m, part))
}

// work describes what a RUN does, for messages.
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
	return fmt.Sprintf("%s on line %d", what, s.Line)
}

// changing names what COPYs bring, for messages.
func changing(known *facts.Facts, file *dockerfile.File, copies []*cache.Step) string {
	var names []string
	for _, s := range copies {
		sources, _, _ := s.Sources()
		for _, a := range sources {
			if dockerfile.IsWholeContext(a.Text) {
				return "any file in " + contextName(known, file)
			}
			names = append(names, a.Text)
		}
	}
	if len(names) > 4 {
		return lint.QuoteAny(names[:3]) + ", or others"
	}
	return lint.QuoteAny(names)
}
