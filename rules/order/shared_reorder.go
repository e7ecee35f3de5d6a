package order

import (
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/drydock-dev/drydock/cache"
	"github.com/drydock-dev/drydock/effects"
	"github.com/drydock-dev/drydock/facts"
	"github.com/drydock-dev/drydock/lint"
	"github.com/drydock-dev/drydock/syntax"
	"github.com/drydock-dev/drydock/syntax/dockerfile"
)

// placeholderValue matches placeholder defaults: the build is expected to pass the real value.
var placeholderValue = regexp.MustCompile(`(?i)^["']?(?:|unknown|unset|none|null|dev|local|latest|head|main|master|n/?a|0+|-)["']?$`)

// installRerun is the topic of a COPY whose files make an install below run again.
const installRerun = "files above an install"

// costsTime reports whether a RUN installs packages or builds a program.
func costsTime(in *dockerfile.Instruction) bool {
	if in.Name != "RUN" || in.Script() == nil {
		return false
	}
	for _, call := range in.Script().PackageCalls() {
		if call.Installs() || call.Manager == "go" && call.Verb == "mod download" {
			return true
		}
	}
	return effects.Builds(in)
}

// Helpers for rules about COPY and ADD.

// plainCopy reports whether a COPY takes only named files or folders of the build context,
// and not the whole of it. It may set their owner.
func plainCopy(in *dockerfile.Instruction) bool {
	sources, _, ok := in.Sources()
	if !ok || in.HasFlag("from") || in.HasFlag("link") || in.HasFlag("parents") || in.HasFlag("exclude") || len(in.Heredocs) > 0 {
		return false
	}
	return !slices.ContainsFunc(sources, func(a dockerfile.Arg) bool {
		return strings.ContainsAny(a.Text, "*?[$<") || dockerfile.IsWholeContext(a.Text) || strings.Contains(a.Text, "://")
	})
}

// readsAny reports whether a COPY names a file that an install reads: one of names, or any
// known manifest. It doesn't look into folders.
func readsAny(in *dockerfile.Instruction, names map[string]bool) bool {
	sources, _, _ := in.Sources()
	return slices.ContainsFunc(sources, func(a dockerfile.Arg) bool {
		base := path.Base(a.Text)
		for name := range names {
			if matches, _ := path.Match(base, name); matches {
				return true
			}
		}
		return cache.ManifestName(base)
	})
}

// contextName names the build context for messages: its folder, if that is known and isn't the repository's.
func contextName(known *facts.Facts, file *dockerfile.File) string {
	if folders := known.ContextFolders(file); len(folders) == 1 && folders[0] != "." {
		return "`" + folders[0] + "`"
	}
	return "the repository"
}

// worthMoving is the smallest gain, in seconds of an average rebuild, that is worth another
// order.
const worthMoving = 1.5

// reorder returns the fix that puts a part of a stage in another order, nil where its lines
// can't be moved as they are. Comments move with their instruction.
func reorder(file *dockerfile.File, m *cache.Model, part cache.Part) *lint.Fix {
	first := file.CommentsAbove(m.Steps[part.First].Instruction)
	last := m.Steps[part.First+len(part.Order)-1].EndLine
	taken := map[int]bool{}
	blankAbove := map[int]bool{} // steps below a blank line, by index
	for i := part.First; i < part.First+len(part.Order); i++ {
		in := m.Steps[i].Instruction
		from := file.CommentsAbove(in)
		if !file.WholeLines(in) {
			return nil
		}
		blankAbove[i] = from > first && file.Blank(from-1)
		for line := from; line <= in.EndLine; line++ {
			taken[line] = true
		}
	}
	for line := first; line <= last; line++ {
		if !taken[line] && !file.Blank(line) {
			return nil // a comment that belongs to no instruction has no place to go
		}
	}
	nl := file.LineEnding()
	var text strings.Builder
	for place, i := range part.Order {
		in := m.Steps[i].Instruction
		if place > 0 {
			text.WriteString(nl)
			if before := part.Order[place-1]; separate(m, before, i, blankAbove) {
				text.WriteString(nl)
			}
		}
		text.WriteString(file.LinesText(file.CommentsAbove(in), in.EndLine))
	}
	return &lint.Fix{
		Priority: lint.Moves,
		Safety:   lint.Review,
		Note:     orderNote(m, part),
		Edits: []lint.Edit{{
			Span: syntax.Span{Start: file.FullLineSpan(first).Start, End: file.LineSpan(last).End},
			New:  text.String(),
		}},
		Calls: lint.MovesCall("*"),
	}
}

// copyLine returns a COPY of the given sources with the flags of another COPY.
func copyLine(file *dockerfile.File, like *dockerfile.Instruction, sources []string, dest string) string {
	words := []string{file.Text(like.Keyword)}
	for _, f := range like.Flags {
		words = append(words, file.Text(f.Span))
	}
	return strings.Join(append(append(words, sources...), dest), " ")
}

// separator returns what goes between an instruction and one that is put next to it: a line
// ending, and a blank line where the instruction has one above it.
func separator(file *dockerfile.File, in *dockerfile.Instruction) string {
	nl := file.LineEnding()
	if above := file.CommentsAbove(in); above > 1 && file.Blank(above-1) {
		return nl + nl
	}
	return nl
}

// separate reports whether a blank line belongs between two steps that now follow each other:
// where one was before, and around a RUN that had one above it.
func separate(m *cache.Model, before, after int, blankAbove map[int]bool) bool {
	if after == before+1 {
		return blankAbove[after]
	}
	isRun := func(i int) bool { return m.Steps[i].Name == "RUN" }
	return isRun(before) != isRun(after) && (isRun(before) && blankAbove[before] || isRun(after) && blankAbove[after])
}

// assumptionNote asks the reader to check the assumptions behind a fix, each a clause with "that".
func assumptionNote(assumes []string) string {
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
	note += assumptionNote(assumes)
	if slices.ContainsFunc(part.Order, func(i int) bool { return m.Steps[i].Effect.Class == effects.Language }) {
		note += " (With BuildKit, `RUN --mount=type=bind` gives an install its manifest without a COPY, and `--mount=type=cache` keeps downloads between builds.)"
	}
	return note
}
