package rules

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/drydock-dev/drydock/effects"
	"github.com/drydock-dev/drydock/syntax"
)

var copyAllBeforeInstall = &Rule{
	ID:       "copy-all-before-install",
	Severity: Warning,
	Profile:  Recommended,
	Since:    "1.0",
	Summary:  "`COPY . .` before the install: any file change reinstalls everything",
	Doc: "Docker reuses a layer as long as nothing above it has changed, and `COPY . .` changes\n" +
		"with every file of the repository, even the README. Each such change reruns an install\n" +
		"below it. If the manifests are copied first, only a change to them does.",
	FixDoc:   "Copies the manifests that are in the repository, runs the install, then copies the rest. Offered only if Drydock can read the repository, the manifests name nothing local that the install would miss, and the install writes no file that the repository has: `npm install` may change a lock file, `npm ci` doesn't. Check that the install runs no scripts that read other files.",
	Safety:   Review,
	Rebuilds: true,
	Check: func(p *Pass) {
		for _, install := range p.File.Instructions {
			if installs := dependencyInstalls(install); len(installs) > 0 && install.Stage != nil {
				p.checkCopyAll(install, installs)
			}
		}
	},
}

// checkCopyAll reports a COPY of the whole context above an install.
func (p *Pass) checkCopyAll(install *syntax.Instruction, installs []dependencyInstall) {
	for i := install.Index - 1; i >= 0 && p.File.Instructions[i].Stage == install.Stage; i-- {
		in := p.File.Instructions[i]
		switch {
		case len(dependencyInstalls(in)) > 0:
			return // only the first install after the COPY is reported
		case !copiesAll(in):
			continue
		case p.manifestsCopiedBefore(in, installs):
			return
		}
		manager := installs[0].call.Manager
		p.Report(in.Span,
			fmt.Sprintf("Any file change in the repository reruns the %s install on line %d. Copy the manifest first, install, then copy the rest.", manager, install.Line),
			p.manifestsFirst(in, install, installs))
		return
	}
}

// copiesAll reports whether an instruction copies the whole build context.
func copiesAll(in *syntax.Instruction) bool {
	sources, _, ok := in.Sources()
	return ok && !in.HasFlag("from") && !in.JSON && len(sources) == 1 && !strings.HasPrefix(sources[0].Text, "$") && wholeContext(sources[0].Text)
}

// manifestsCopiedBefore reports whether a COPY above the one of the whole context already
// brings what the installs read. Then the order is deliberate.
func (p *Pass) manifestsCopiedBefore(all *syntax.Instruction, installs []dependencyInstall) bool {
	names := map[string]bool{}
	for _, d := range installs {
		for _, f := range d.files() {
			names[path.Base(f)] = true
		}
	}
	for _, in := range all.Stage.Instructions {
		if in.Index < all.Index && in.Name == "COPY" && readsAny(in, names) {
			return true
		}
	}
	return false
}

// manifestsFirst returns the fix, or nil if there's no tree or the install may need more
// than the manifests.
func (p *Pass) manifestsFirst(all, install *syntax.Instruction, installs []dependencyInstall) *Fix {
	if p.Tree == nil || all.HasFlag("exclude") || all.HasFlag("parents") || len(install.Flags) > 0 || all.Line != all.EndLine {
		return nil
	}
	_, dest, _ := all.Sources()
	target, ok := all.Stage.Expand(dest.Text, all)
	if ok && !path.IsAbs(target) && all.Before.Workdir != "" {
		target = path.Join(all.Before.Workdir, target)
	}
	if !ok || !path.IsAbs(target) {
		return nil
	}
	var files []string
	for _, d := range installs {
		needed, ok := below(target, installFolder(install), d.manifests)
		if !ok {
			return nil // they come from elsewhere
		}
		optional, ok := below(target, installFolder(install), d.optional)
		if !ok {
			return nil
		}
		found, ok := p.manifestsInTree(needed, optional)
		if !ok {
			return nil
		}
		for _, f := range found {
			if !slices.Contains(files, f) {
				files = append(files, f)
			}
		}
	}
	if !p.independentOfRest(all, install, files, target) {
		return nil
	}
	return p.writeManifestsFirst(all, install, files, path.Clean(target))
}

// independentOfRest reports whether the steps from a COPY of everything to an install can
// come before that COPY, once files (the manifests) have been copied. They must not read
// or write any other file of the COPY. They must not write the manifests either, because
// those are copied again afterwards.
func (p *Pass) independentOfRest(all, install *syntax.Instruction, files []string, target string) bool {
	context, _ := p.buildContext()
	rest, manifests := effects.Of(all, context), effects.Effect{}
	rest.Writes = slices.DeleteFunc(rest.Writes, func(place effects.Place) bool {
		is := place.Kind == effects.Exactly && slices.ContainsFunc(files, func(f string) bool { return place.Name == path.Join(target, f) })
		if is {
			manifests.Writes = append(manifests.Writes, place)
		}
		// The COPY of the manifests already creates the folders.
		folder := slices.ContainsFunc(files, func(f string) bool { return effects.Under(path.Join(target, path.Dir(f)), place.Name) })
		return is || place.Kind == effects.Folder || place.Kind == effects.Exactly && folder
	})
	for _, in := range all.Stage.Instructions {
		if in.Index <= all.Index || in.Index > install.Index {
			continue
		}
		between := effects.Of(in, context)
		if in.Name == "WORKDIR" {
			between.Writes = slices.DeleteFunc(between.Writes, func(place effects.Place) bool { return place.Kind == effects.Folder })
		}
		if !effects.Independent(rest, between) || !effects.Independent(manifests, effects.Effect{Writes: between.Writes, Unknown: between.Unknown}) {
			return false
		}
	}
	return true
}

// writeManifestsFirst copies the manifests where the COPY was, and moves the COPY below the
// install.
func (p *Pass) writeManifestsFirst(all, install *syntax.Instruction, files []string, target string) *Fix {
	context, _ := p.buildContext()
	note := fmt.Sprintf("The same files end up in the same places.%s Check that the install runs no scripts that read files copied later.",
		granted(effects.Of(install, context).Assumes))
	nl := p.File.LineEnding()
	var manifests []string
	for _, dir := range folders(files) {
		names := slices.DeleteFunc(slices.Clone(files), func(f string) bool { return path.Dir(f) != dir })
		to := path.Clean("./" + dir)
		if target != all.Before.Workdir {
			to = path.Join(target, dir)
		}
		manifests = append(manifests, p.copyLine(all, names, to+"/"))
	}
	if install.Index == all.Index+1 && p.blankLines(all.EndLine+1, p.File.CommentsAbove(install)-1) {
		first := p.File.CommentsAbove(all)
		return p.installUp(first, strings.Join(manifests, nl), install, p.File.LinesText(first, all.EndLine), note)
	}
	return &Fix{
		Safety: Review,
		Note:   note,
		Edits: []Edit{
			{Span: all.Span, New: strings.Join(manifests, nl)},
			insert(p.File.LineSpan(install.EndLine).End, p.separator(install)+all.Text()),
		},
	}
}

// folders returns the folders of files, each once, in the order of the files.
func folders(files []string) []string {
	var dirs []string
	for _, f := range files {
		if !slices.Contains(dirs, path.Dir(f)) {
			dirs = append(dirs, path.Dir(f))
		}
	}
	return dirs
}

// installUp returns the fix that rewrites the lines from first (1-based) to the end of an
// install: what it needs, the install with its comments, then the rest. It puts blank lines
// between them if the author does.
func (p *Pass) installUp(first int, needed string, install *syntax.Instruction, rest, note string) *Fix {
	separator := p.separator(install)
	return &Fix{
		Safety: Review,
		Note:   note,
		Edits: []Edit{{
			Span: syntax.Span{Start: p.File.FullLineSpan(first).Start, End: p.File.LineSpan(install.EndLine).End},
			New:  needed + separator + p.File.LinesText(p.File.CommentsAbove(install), install.EndLine) + separator + rest,
		}},
	}
}
