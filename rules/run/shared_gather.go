package run

import (
	"slices"
	"strings"

	"github.com/drydock-dev/drydock/cache"
	"github.com/drydock-dev/drydock/effects"
	"github.com/drydock-dev/drydock/lint"
	"github.com/drydock-dev/drydock/lint/edit"
	"github.com/drydock-dev/drydock/syntax"
	"github.com/drydock-dev/drydock/syntax/dockerfile"
)

// Two RUNs of a stage become one, though other instructions stand between them.

// gathering is a part of a stage, from the first of its RUNs to the last, in its new order.
type gathering struct {
	before []*dockerfile.Instruction // moved above the joined RUN
	runs   []*dockerfile.Instruction // joined
	after  []*dockerfile.Instruction // stay below it
}

// joinRemoval returns the fix that makes one RUN of an install, the RUNs below it that may use what it
// installs, and the removal. It returns nil if that would change what any of them does or finds.
func joinRemoval(p *lint.DockerfilePass, install, removal *dockerfile.Instruction) *lint.Fix {
	if install.Stage != removal.Stage {
		return nil
	}
	stage := install.Stage.Instructions
	first := slices.Index(stage, install)
	part := stage[first : slices.Index(stage, removal)+1]
	g, ok := gather(p.Facts.Layers(p.File, install.Stage).Steps[first:][:len(part)])
	if !ok {
		return nil
	}
	text, ok := g.text(p.File, part)
	if !ok {
		return nil
	}
	note := "A change to any part of the RUN then reruns all of it."
	if len(g.before) > 0 {
		note = "A change to any part of the RUN, or to what's copied above it, then reruns all of it."
	}
	return &lint.Fix{
		Priority: lint.Removes, Safety: lint.Review, Note: note + " Check that nothing below needs the packages.",
		Edits: []lint.Edit{{Span: syntax.Span{Start: p.File.FullLineSpan(p.File.CommentsAbove(install)).Start, End: p.File.LineSpan(removal.EndLine).End}, New: text}},
		Calls: lint.Calls{Below: len(g.before) > 0},
	}
}

// gather moves the last of some steps up to where it has to be, and what isn't a RUN out of the way. ok is
// false where a step depends on one that it would pass, or where the RUNs can't be joined.
func gather(steps []cache.Step) (g gathering, ok bool) {
	last := steps[len(steps)-1]
	end := len(steps) - 1
	for end > 1 && steps[end-1].Name != "RUN" && mayPass(&last, &steps[end-1]) {
		end--
	}
	for i := 0; i < end; i++ {
		s := &steps[i]
		switch {
		case s.Name == "RUN":
			g.runs = append(g.runs, s.Instruction)
		case slices.ContainsFunc(steps[:i], func(above cache.Step) bool {
			return above.Name == "RUN" && !mayPass(&above, s)
		}):
			return g, false
		default:
			g.before = append(g.before, s.Instruction)
		}
	}
	g.runs = append(g.runs, last.Instruction)
	for i := end; i < len(steps)-1; i++ {
		g.after = append(g.after, steps[i].Instruction)
	}
	for i, in := range g.runs[1:] {
		if !canFollow(g.runs[i], in) {
			return g, false
		}
	}
	return g, len(g.runs) <= maxMerged
}

// mayPass reports whether a RUN and a step that isn't one can change places. A WORKDIR passes what works in
// any folder.
func mayPass(run, s *cache.Step) bool {
	e := run.Effect
	if script := run.Script(); s.Name == "WORKDIR" && script != nil && script.Tree != nil && !effects.NeedsWorkdir(script) {
		e.Reads = slices.DeleteFunc(slices.Clone(e.Reads), func(place effects.Place) bool { return place.Kind == effects.Workdir })
	}
	return effects.Independent(e, s.Effect)
}

// text returns the lines of a part in their new order. Comments stay with their instruction, those of the
// joined RUNs together above it. ok is false where a comment belongs to no instruction.
func (g *gathering) text(file *dockerfile.File, part []*dockerfile.Instruction) (text string, ok bool) {
	for i, in := range part {
		if !file.WholeLines(in) || i > 0 && !file.BlankLines(part[i-1].EndLine+1, file.CommentsAbove(in)-1) {
			return "", false
		}
	}
	var lines []string
	for _, in := range g.before {
		lines = append(lines, file.LinesText(file.CommentsAbove(in), in.EndLine))
	}
	joined := file.Text(syntax.Span{Start: file.FullLineSpan(g.runs[0].Line).Start, End: g.runs[0].Span.End})
	for i, in := range g.runs {
		if above := file.CommentsAbove(in); above < in.Line {
			lines = append(lines, file.LinesText(above, in.Line-1))
		}
		if i > 0 {
			joined += edit.NextLine(file, g.runs[0]) + "&& " + file.Text(syntax.Span{Start: in.ArgsSpan.Start, End: in.Span.End})
		}
	}
	lines = append(lines, joined)
	for _, in := range g.after {
		first := file.CommentsAbove(in)
		if file.Blank(first - 1) {
			lines = append(lines, "")
		}
		lines = append(lines, file.LinesText(first, in.EndLine))
	}
	return strings.Join(lines, file.LineEnding()), true
}
