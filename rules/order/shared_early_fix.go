package order

import (
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/drydock-dev/drydock/effects"
	"github.com/drydock-dev/drydock/facts"
	"github.com/drydock-dev/drydock/lint"
	"github.com/drydock-dev/drydock/lint/edit"
	"github.com/drydock-dev/drydock/syntax"
	"github.com/drydock-dev/drydock/syntax/dockerfile"
	"github.com/drydock-dev/drydock/syntax/shell"
)

// fixOfInstall returns the fix that has installs of dependencies run before the COPY: their whole RUN, or
// what comes up to the last of them. It's nil if that could change the image.
func (e *early) fixOfInstall(installs []effects.DependencyInstall) *lint.Fix {
	if !onlyMounts(e.install) {
		return nil
	}
	effect := effects.Of(e.install, e.context)
	note := "The same files end up in the same places." + assumptionNote(effect.Assumes)
	if stay, ok := e.order(effect); ok {
		return e.write(stay, division{}, note)
	}
	d, ok := divideAfter(e.file, e.install, installs[len(installs)-1].Call.Command)
	if !ok {
		return nil
	}
	stay, ok := e.order(effects.OfScript(e.install, d.script, e.context))
	if !ok {
		return nil
	}
	return e.write(stay, d, note)
}

// fixOfProject returns the fix that has a project's dependencies installed before the COPY, nil if that
// could change the image.
func (e *early) fixOfProject(c *shell.Command, a effects.Ahead) *lint.Fix {
	d, ok := divideBefore(e.file, e.install, c, a.Command)
	if !ok {
		return nil
	}
	script := d.script
	if a.Like != "" {
		script = strings.TrimSuffix(script, a.Command) + a.Like
	}
	effect := effects.OfScript(e.install, script, e.context)
	stay, ok := e.order(effect)
	if !ok {
		return nil
	}
	fix := e.write(stay, d, "The dependencies get a layer of their own, in which the command below finds them."+assumptionNote(effect.Assumes))
	call, _, _ := strings.Cut(a.Command, " '") // its first words, for Python's script
	fix.Calls = fix.Calls.Join(lint.AddsCall(call))
	return fix
}

// write returns the fix that copies the missing manifests where the COPY was, and puts the COPY below the
// install or its upper half, with those instructions from between that stay below it.
func (e *early) write(stay []*dockerfile.Instruction, d division, note string) *lint.Fix {
	file, all := e.file, e.copied.in
	if slices.ContainsFunc(append(stay, all, e.install), func(in *dockerfile.Instruction) bool { return !file.WholeLines(in) }) {
		return nil
	}
	fix := &lint.Fix{Priority: lint.Moves, Safety: lint.Review, Note: note, Edits: edit.RemoveCommented(file, stay...)}
	if slices.ContainsFunc(stay, func(in *dockerfile.Instruction) bool { return in.Name == "RUN" }) {
		fix.Calls = lint.MovesCall("*")
	}
	first, nl := file.CommentsAbove(all), file.LineEnding()
	if len(e.missing) == 0 {
		fix.Edits = append(fix.Edits, edit.RemoveCommented(file, all)...)
	} else {
		lines, ok := e.copyLines()
		if !ok {
			return nil
		}
		fix.Edits = append(fix.Edits, lint.Edit{Span: syntax.Span{Start: file.FullLineSpan(first).Start, End: file.LineSpan(all.EndLine).End}, New: strings.Join(lines, nl)})
	}
	separator := separator(file, e.install)
	below := separator + file.LinesText(first, all.EndLine)
	for _, in := range stay {
		below += nl + file.LinesText(file.CommentsAbove(in), in.EndLine)
	}
	if d.head == "" {
		fix.Edits = append(fix.Edits, edit.Insert(file.LineSpan(e.install.EndLine).End, below))
		return fix
	}
	fix.Edits = append(fix.Edits, lint.Edit{Span: syntax.Span{Start: e.install.Keyword.Start, End: file.LineSpan(e.install.EndLine).End}, New: d.head + below + separator + d.tail})
	return fix
}

// maxFolders is the most folders whose manifests are copied by a line of their own.
const maxFolders = 8

// copyLines returns the COPYs of the missing manifests: one for each folder, or one for all if these are many
// and the Dockerfile's syntax has --parents. ok is false if there would be too many lines.
func (e *early) copyLines() (lines []string, ok bool) {
	dirs := facts.Folders(e.missing)
	if len(dirs) > maxFolders {
		if e.copied.source != "." || !hasParents(e.file.Frontend()) {
			return nil, false
		}
		to := "./"
		if e.copied.target != e.copied.in.Before.Workdir {
			to = e.copied.target + "/"
		}
		line := copyLine(e.file, e.copied.in, patterns(e.missing), to)
		return []string{strings.Replace(line, " ", " --parents ", 1)}, len(line) <= maxLine
	}
	for _, dir := range dirs {
		names := slices.DeleteFunc(slices.Clone(e.missing), func(f string) bool { return path.Dir(f) != dir })
		place, _ := e.place(names[0])
		to := path.Dir(place)
		if e.copied.target == e.copied.in.Before.Workdir {
			to = strings.TrimPrefix(strings.TrimPrefix(to, e.copied.target), "/")
			to = path.Clean("./" + to)
		}
		lines = append(lines, copyLine(e.file, e.copied.in, names, to+"/"))
	}
	return lines, true
}

// maxLine is the length in bytes of the longest COPY that is suggested.
const maxLine = 400

// patterns returns files, those of the same name in neighbouring folders as one pattern: packages/*/package.json.
func patterns(files []string) (all []string) {
	pattern := func(f string) string { return path.Join(path.Dir(path.Dir(f)), "*", path.Base(f)) }
	for _, f := range files {
		if nested := strings.Contains(f, "/"); nested && slices.ContainsFunc(files, func(o string) bool { return o != f && strings.Contains(o, "/") && pattern(o) == pattern(f) }) {
			f = pattern(f)
		}
		if !slices.Contains(all, f) {
			all = append(all, f)
		}
	}
	return all
}

// frontend matches Docker's own reader of Dockerfiles, by its version.
var frontend = regexp.MustCompile(`^(?:docker\.io/)?docker/dockerfile:(1)(?:\.(\d+))?(?:\.\d+)?(-labs)?$`)

// hasParents reports whether a reader of Dockerfiles is known to read COPY --parents: 1.20, and 1.7-labs. `1` is
// the newest. https://docs.docker.com/reference/dockerfile/#copy---parents
func hasParents(image string) bool {
	m := frontend.FindStringSubmatch(image)
	if m == nil {
		return false
	}
	minor, err := strconv.Atoi(m[2])
	return m[2] == "" || err == nil && (minor >= 20 || minor >= 7 && m[3] != "")
}
