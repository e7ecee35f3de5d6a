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

// What the rules about the layer cache share.

// layers returns the model of a stage, made once.
func (p *Pass) layers(stage *syntax.Stage) *cache.Model {
	if m, ok := p.models[stage]; ok {
		return m
	}
	m := cache.New(stage, p.facts())
	p.models[stage] = m
	return m
}

// facts returns what the model can know.
func (p *Pass) facts() cache.Facts {
	facts := cache.Facts{}
	facts.Context, facts.Root = p.buildContext()
	if p.History != nil {
		facts.History = p.History
	}
	return facts
}

// CacheFacts returns what a model of a file's layers can know by a context.
func CacheFacts(file *syntax.File, ctx Context) cache.Facts {
	return (&Pass{Context: ctx.Remembering(), File: file}).facts()
}

// buildContext returns the files of the build context and its folder in the
// repository: the Dockerfile's own or the root, whichever has a source that is
// copied. nil when neither is at hand or has.
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

// isIn reports whether a source is in a folder of the tree. The whole of a folder
// is where there is more in it than Dockerfiles.
func (p *Pass) isIn(root, source string) bool {
	name := path.Join(root, strings.TrimPrefix(path.Clean("/"+source), "/"))
	if wholeContext(source) {
		return p.beside().others || root != path.Dir(p.File.Path)
	}
	_, err := fs.Stat(p.Tree, name)
	return err == nil && fs.ValidPath(name)
}

// reorder returns the fix that writes a part of a stage in another order, nil where
// its lines cannot be moved as they are. Comments go with their instruction.
func (p *Pass) reorder(m *cache.Model, part cache.Part) *Fix {
	first := p.File.CommentsAbove(m.Steps[part.First].Instruction)
	last := m.Steps[part.First+len(part.Order)-1].EndLine
	taken := map[int]bool{}
	blankAbove := map[int]bool{} // steps with an empty line in front, by index
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
			return nil // a comment that belongs to nothing could not be placed
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

// copyLine returns a COPY of other sources, with the flags of one.
func (p *Pass) copyLine(like *syntax.Instruction, sources []string, dest string) string {
	words := []string{p.File.Text(like.Keyword)}
	for _, f := range like.Flags {
		words = append(words, p.File.Text(f.Span))
	}
	return strings.Join(append(append(words, sources...), dest), " ")
}

// separator returns what stands between an instruction and another that is put beside
// it: an empty line where one stands above it.
func (p *Pass) separator(in *syntax.Instruction) string {
	nl := p.File.LineEnding()
	if above := p.File.CommentsAbove(in); above > 1 && p.File.Blank(above-1) {
		return nl + nl
	}
	return nl
}

// separate reports whether an empty line belongs between two steps that now follow
// each other: where it was, and around a RUN that had one in front.
func (p *Pass) separate(m *cache.Model, before, after int, blankAbove map[int]bool) bool {
	if after == before+1 {
		return blankAbove[after]
	}
	isRun := func(i int) bool { return m.Steps[i].Name == "RUN" }
	return isRun(before) != isRun(after) && (isRun(before) && blankAbove[before] || isRun(after) && blankAbove[after])
}

// granted says what was taken for granted.
func granted(assumes []string) string {
	if len(assumes) == 0 {
		return ""
	}
	return " It is taken for granted " + strings.Join(assumes, " and ") + ": look at that."
}

// orderNote says what another order was taken to change, and what that rests on.
func orderNote(m *cache.Model, part cache.Part) string {
	note := "The same files arrive at the same places."
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
		note += " (BuildKit can also bring a manifest to its install without a COPY, by `RUN --mount=type=bind`, and keep downloads from build to build, by `--mount=type=cache`.)"
	}
	return note
}
