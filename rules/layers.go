package rules

import (
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/drydock-dev/drydock/cache"
	"github.com/drydock-dev/drydock/effects"
	"github.com/drydock-dev/drydock/syntax"
)

// Shared by the rules about the layer cache.

// layers returns the model of a stage. Each is built only once.
func (p *Pass) layers(stage *syntax.Stage) *cache.Model {
	if m, ok := p.models[stage]; ok {
		return m
	}
	m := cache.New(stage, p.facts())
	p.models[stage] = m
	return m
}

// facts returns the facts that the cache model needs.
func (p *Pass) facts() cache.Facts {
	facts := cache.Facts{}
	facts.Context, facts.Root = p.buildContext()
	if p.History != nil {
		facts.History = p.History
	}
	return facts
}

// CacheFacts returns the facts in ctx that a cache model of the file needs.
func CacheFacts(file *syntax.File, ctx Context) cache.Facts {
	return (&Pass{Context: ctx.Remembering(), File: file}).facts()
}

// buildContext returns the files of the build context and its folder in the repository. That
// is the first possible folder (the Dockerfile's own, the root) that contains a copied source.
// It returns nil when none does, or when there is no tree.
func (p *Pass) buildContext() (*effects.Context, string) {
	if p.Tree == nil {
		return nil, ""
	}
	for _, root := range p.contextRoots() {
		for _, in := range p.File.Instructions {
			if sources, _, ok := in.Sources(); ok && !in.HasFlag("from") && slices.ContainsFunc(sources, func(a syntax.Arg) bool { return p.isIn(root, a.Text) }) {
				return p.contextAt(root), root
			}
		}
	}
	return nil, ""
}

// isIn reports whether a folder of the tree contains a source. A source that is the whole
// folder counts when the folder holds more than Dockerfiles.
func (p *Pass) isIn(root, source string) bool {
	name := path.Join(root, strings.TrimPrefix(path.Clean("/"+source), "/"))
	if wholeContext(source) {
		return p.beside().others || root != path.Dir(p.File.Path)
	}
	_, err := fs.Stat(p.Tree, name)
	return err == nil && fs.ValidPath(name)
}

// reorder returns the fix that puts a part of a stage in another order, nil where its lines
// can't be moved as they are. Comments move with their instruction.
func (p *Pass) reorder(m *cache.Model, part cache.Part) *Fix {
	first := p.File.CommentsAbove(m.Steps[part.First].Instruction)
	last := m.Steps[part.First+len(part.Order)-1].EndLine
	taken := map[int]bool{}
	blankAbove := map[int]bool{} // steps below a blank line, by index
	for i := part.First; i < part.First+len(part.Order); i++ {
		in := m.Steps[i].Instruction
		from := p.File.CommentsAbove(in)
		if !p.wholeLines(in) {
			return nil
		}
		blankAbove[i] = from > first && p.File.Blank(from-1)
		for line := from; line <= in.EndLine; line++ {
			taken[line] = true
		}
	}
	for line := first; line <= last; line++ {
		if !taken[line] && !p.File.Blank(line) {
			return nil // a comment that belongs to no instruction has no place to go
		}
	}
	nl := p.File.LineEnding()
	var text strings.Builder
	for place, i := range part.Order {
		in := m.Steps[i].Instruction
		if place > 0 {
			text.WriteString(nl)
			if before := part.Order[place-1]; p.separate(m, before, i, blankAbove) {
				text.WriteString(nl)
			}
		}
		text.WriteString(p.File.LinesText(p.File.CommentsAbove(in), in.EndLine))
	}
	return &Fix{
		Safety: Review,
		Note:   orderNote(m, part),
		Edits: []Edit{{
			Span: syntax.Span{Start: p.File.FullLineSpan(first).Start, End: p.File.LineSpan(last).End},
			New:  text.String(),
		}},
	}
}

// copyLine returns a COPY of the given sources with the flags of another COPY.
func (p *Pass) copyLine(like *syntax.Instruction, sources []string, dest string) string {
	words := []string{p.File.Text(like.Keyword)}
	for _, f := range like.Flags {
		words = append(words, p.File.Text(f.Span))
	}
	return strings.Join(append(append(words, sources...), dest), " ")
}

// separator returns what goes between an instruction and one that is put next to it: a line
// ending, and a blank line where the instruction has one above it.
func (p *Pass) separator(in *syntax.Instruction) string {
	nl := p.File.LineEnding()
	if above := p.File.CommentsAbove(in); above > 1 && p.File.Blank(above-1) {
		return nl + nl
	}
	return nl
}

// separate reports whether a blank line belongs between two steps that now follow each other:
// where one was before, and around a RUN that had one above it.
func (p *Pass) separate(m *cache.Model, before, after int, blankAbove map[int]bool) bool {
	if after == before+1 {
		return blankAbove[after]
	}
	isRun := func(i int) bool { return m.Steps[i].Name == "RUN" }
	return isRun(before) != isRun(after) && (isRun(before) && blankAbove[before] || isRun(after) && blankAbove[after])
}

// granted asks the reader to check the assumptions behind a fix, each a clause with "that".
func granted(assumes []string) string {
	if len(assumes) == 0 {
		return ""
	}
	return " Check " + strings.Join(assumes, " and ") + "."
}

// orderNote returns the note for a new order: what stays the same, and what to check.
func orderNote(m *cache.Model, part cache.Part) string {
	note := "The same files end up in the same places."
	var assumes []string
	for _, i := range part.Order {
		for _, a := range m.Steps[i].Effect.Assumes {
			if !slices.Contains(assumes, a) {
				assumes = append(assumes, a)
			}
		}
	}
	note += granted(assumes)
	if slices.ContainsFunc(part.Order, func(i int) bool { return m.Steps[i].Effect.Class == effects.Language }) {
		note += " (With BuildKit, `RUN --mount=type=bind` gives an install its manifest without a COPY, and `--mount=type=cache` keeps downloads between builds.)"
	}
	return note
}
