package rules

import (
	"cmp"
	"path"
	"slices"
	"strings"

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
	FixDoc: "Moves the COPYs that the install does not read below it. The same files arrive at the same places. Look at whether the install does read one of them after all, for example because the manifest names a local path.",
	Safety: Review,
	Check: func(p *Pass) {
		for _, in := range p.File.Instructions {
			if in.Name == "RUN" && in.Stage != nil && onlyInstalls(in) {
				p.checkOrder(in)
			}
		}
	},
}

// copied is a COPY of a block with the lines that belong to it.
type copied struct {
	in        *syntax.Instruction
	firstLine int // its comments included
	class     changeClass
	changes   int // commits that changed a source; -1 when that is not known
}

// checkOrder looks at the block of COPYs directly above an install.
func (p *Pass) checkOrder(install *syntax.Instruction) {
	if len(dependencyInstalls(install)) == 0 {
		return
	}
	block := p.copyBlock(install)
	reads := map[string]bool{}
	for _, d := range dependencyInstalls(install) {
		for _, f := range d.files() {
			reads[path.Base(f)] = true
		}
	}
	var needed, movable []copied
	for _, c := range block {
		if readsAny(c.in, reads) {
			c.class = classManifest
			needed = append(needed, c)
		} else {
			movable = append(movable, c)
		}
	}
	movable = p.changingMoreOften(needed, movable)
	if len(movable) == 0 || slices.ContainsFunc(block, runsHooks) || sharedDestination(block) || !brings(needed, install) {
		return
	}
	// Only what stands above the install matters; what is needed keeps its
	// place in front.
	stable := slices.DeleteFunc(slices.Clone(block), func(c copied) bool { return slices.Contains(movable, c) })
	slices.SortStableFunc(movable, func(a, b copied) int {
		if a.changes >= 0 && b.changes >= 0 && a.changes != b.changes {
			return cmp.Compare(a.changes, b.changes)
		}
		return cmp.Compare(a.class, b.class)
	})
	top := slices.MinFunc(movable, func(a, b copied) int { return a.in.Index - b.in.Index })
	program := dependencyInstalls(install)[0].call.Manager
	p.Report(top.in.Span, "Every change of "+quoteList(sourceNames(movable))+" makes Docker run the "+program+" install below again, because it comes after this line. Copy only what the install reads above it, and the rest below, in the order in which it changes.",
		p.reorder(block[0].firstLine, install, stable, movable))
}

// copyBlock returns the COPYs directly above an install, first one first. It
// ends at any other instruction and at a COPY whose effect is not plain.
func (p *Pass) copyBlock(install *syntax.Instruction) []copied {
	var block []copied
	for i := install.Index - 1; i >= 0; i-- {
		in := p.File.Instructions[i]
		if in.Stage != install.Stage || in.Name != "COPY" && in.Name != "ADD" || !plainCopy(in) {
			break
		}
		c := copied{in: in, firstLine: p.File.CommentsAbove(in), class: classify(in), changes: p.changes(in)}
		block = append(block, c)
	}
	slices.Reverse(block)
	return block
}

// plainCopy reports whether a COPY takes named files or folders of the build
// context, none of them the whole context, whatever it does with their owner.
func plainCopy(in *syntax.Instruction) bool {
	sources, _, ok := in.Sources()
	if !ok || in.HasFlag("from") || in.HasFlag("link") || in.HasFlag("parents") || in.HasFlag("exclude") || len(in.Heredocs) > 0 {
		return false
	}
	return !slices.ContainsFunc(sources, func(a syntax.Arg) bool {
		return strings.ContainsAny(a.Text, "*?[$<") || wholeContext(a.Text) || strings.Contains(a.Text, "://")
	})
}

// wholeContext reports whether a source is the build context itself.
func wholeContext(source string) bool {
	clean := path.Clean("/" + strings.Trim(source, `"'`))
	return clean == "/"
}

// readsAny reports whether a COPY brings a file that an install reads; a
// folder may hold anything.
func readsAny(in *syntax.Instruction, names map[string]bool) bool {
	sources, _, _ := in.Sources()
	return slices.ContainsFunc(sources, func(a syntax.Arg) bool {
		base := path.Base(a.Text)
		for name := range names {
			if matches, _ := path.Match(base, name); matches {
				return true
			}
		}
		return manifestName(base)
	})
}

// changes returns how many commits changed the sources of a COPY, -1 when the
// history does not tell.
func (p *Pass) changes(in *syntax.Instruction) int {
	if p.History == nil {
		return -1
	}
	sources, _, _ := in.Sources()
	most := 0
	for _, a := range sources {
		commits, known := p.contextChanges(strings.Trim(a.Text, `"'`))
		if !known {
			return -1
		}
		most = max(most, commits)
	}
	return most
}

// contextChanges looks a source up below the repository's root and below the
// Dockerfile's folder, as it is not known which of them is the build context.
func (p *Pass) contextChanges(source string) (int, bool) {
	source = strings.TrimPrefix(path.Clean("/"+source), "/")
	if n, known := p.History.Changes(source); known {
		return n, true
	}
	return p.History.Changes(path.Join(path.Dir(p.File.Path), source))
}

// changingMoreOften drops the COPYs that history shows to change no more often
// than the manifests: moving them would gain nothing.
func (p *Pass) changingMoreOften(needed, movable []copied) []copied {
	manifests := -1
	for _, c := range needed {
		manifests = max(manifests, c.changes)
	}
	return slices.DeleteFunc(slices.Clone(movable), func(c copied) bool {
		return c.changes >= 0 && manifests >= 0 && c.changes <= manifests && manifests > 0
	})
}

// brings reports whether the COPYs put every manifest of an install where the
// install looks for it.
func brings(needed []copied, install *syntax.Instruction) bool {
	written := map[string]bool{}
	for _, c := range needed {
		for _, name := range destinations(c.in) {
			written[name] = true
		}
	}
	for _, d := range dependencyInstalls(install) {
		for _, m := range d.manifests {
			if !written[inImage(install, m)] {
				return false
			}
		}
	}
	return true
}

// inImage returns the absolute path that a name has at an instruction. Where
// the working directory is not known, "?" stands for it.
func inImage(in *syntax.Instruction, name string) string {
	if path.IsAbs(name) {
		return path.Clean(name)
	}
	return path.Join(cmp.Or(in.Before.Workdir, "?"), name)
}

// destinations returns the paths that a COPY writes, in the order of its
// sources; of a folder's content only the folder is known.
func destinations(in *syntax.Instruction) []string {
	sources, dest, _ := in.Sources()
	to, known := in.Stage.Expand(dest.Text, in)
	if !known {
		to = dest.Text
	}
	var names []string
	for _, a := range sources {
		if len(sources) == 1 && !folderName(in, dest.Text) {
			return []string{inImage(in, to)}
		}
		names = append(names, inImage(in, path.Join(to, path.Base(path.Clean(a.Text)))))
	}
	return names
}

// sharedDestination reports whether two COPYs of a block write the same path:
// then their order matters.
func sharedDestination(block []copied) bool {
	written := map[string]bool{}
	for _, c := range block {
		for _, name := range destinations(c.in) {
			if written[name] {
				return true
			}
			written[name] = true
		}
	}
	return false
}

func sourceNames(block []copied) []string {
	var names []string
	for _, c := range block {
		sources, _, _ := c.in.Sources()
		for _, a := range sources {
			names = append(names, a.Text)
		}
	}
	if len(names) > 4 {
		names = append(names[:3:3], "…")
	}
	return names
}

// reorder returns the fix that writes the lines from first to the install anew:
// what is needed, the install, what moves. Comments go with their instruction.
func (p *Pass) reorder(first int, install *syntax.Instruction, needed, moved []copied) *Fix {
	join := func(block []copied) string {
		var lines []string
		for _, c := range block {
			lines = append(lines, p.File.LinesText(c.firstLine, c.in.EndLine))
		}
		return strings.Join(lines, p.File.LineEnding())
	}
	if !p.onlyBlankBetween(first, p.File.CommentsAbove(install), slices.Concat(needed, moved)) {
		return nil
	}
	return p.installUp(first, join(needed), install, join(moved),
		"The same files arrive at the same places. Look at whether the install reads one of the moved files, for example because the manifest names a local path.")
}

// onlyBlankBetween reports whether the lines of a block that belong to none of
// its COPYs are blank: a comment that belongs to nothing could not be placed.
func (p *Pass) onlyBlankBetween(first, last int, block []copied) bool {
	taken := map[int]bool{}
	for _, c := range block {
		for line := c.firstLine; line <= c.in.EndLine; line++ {
			taken[line] = true
		}
	}
	for line := first; line < last; line++ {
		if !taken[line] && !p.File.Blank(line) {
			return false
		}
	}
	return true
}
