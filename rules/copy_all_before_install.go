package rules

import (
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/drydock-dev/drydock/effects"
	"github.com/drydock-dev/drydock/syntax"
)

var copyAllBeforeInstall = &Rule{
	ID:       "copy-all-before-install",
	Severity: Warning,
	Profile:  Recommended,
	Since:    "1.0",
	Summary:  "`COPY . .` above the install: every change of any file installs everything again",
	Doc: "Docker reuses a layer as long as nothing above it has changed, and `COPY . .`\n" +
		"changes with every file of the repository, the README included. An install below\n" +
		"it runs at every build. Copied first, the manifests alone decide whether it runs.",
	FixDoc:   "Copies the manifests that are in the repository, installs, and copies the rest after that. Offered only when the repository is at hand, the manifests name nothing local that the install would miss, and the install writes nothing that the repository has: `npm install` may change a lock file, `npm ci` does not. Look at whether the install runs scripts that read other files.",
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

// checkCopyAll looks for a COPY of the whole context above an install.
func (p *Pass) checkCopyAll(install *syntax.Instruction, installs []dependencyInstall) {
	for i := install.Index - 1; i >= 0 && p.File.Instructions[i].Stage == install.Stage; i-- {
		in := p.File.Instructions[i]
		switch {
		case len(dependencyInstalls(in)) > 0:
			return // a later install: the first one after the COPY is reported
		case !copiesAll(in):
			continue
		case p.manifestsCopiedBefore(in, installs):
			return
		}
		manager := installs[0].call.Manager
		p.Report(in.Span,
			"Every change of any file in the repository makes Docker run the "+manager+" install in line "+strconv.Itoa(install.Line)+" again, because it comes after this line. Copy the manifest first, install, then copy the rest.",
			p.manifestsFirst(in, install, installs))
		return
	}
}

// copiesAll reports whether an instruction copies the whole build context.
func copiesAll(in *syntax.Instruction) bool {
	sources, _, ok := in.Sources()
	return ok && !in.HasFlag("from") && !in.JSON && len(sources) == 1 && !strings.HasPrefix(sources[0].Text, "$") && wholeContext(sources[0].Text)
}

// manifestsCopiedBefore reports whether a COPY above one of the whole context
// already brings what the installs read: then the order is meant.
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

// manifestsFirst returns the fix, nil when the tree is not at hand or the
// install might need more than the manifests.
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

// independentOfRest reports whether all that stands from a COPY of everything to an
// install can come before it, once some files were copied: it neither reads nor writes
// anything else of what is copied, and does not write those files, which are copied
// once more.
func (p *Pass) independentOfRest(all, install *syntax.Instruction, files []string, target string) bool {
	context, _ := p.buildContext()
	rest, manifests := effects.Of(all, context), effects.Effect{}
	rest.Writes = slices.DeleteFunc(rest.Writes, func(place effects.Place) bool {
		is := place.Kind == effects.Exactly && slices.ContainsFunc(files, func(f string) bool { return place.Name == path.Join(target, f) })
		if is {
			manifests.Writes = append(manifests.Writes, place)
		}
		// The folders are made by the COPY of the manifests already.
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

// writeManifestsFirst puts the manifests in the place of the COPY, and the COPY with
// its comments below the install.
func (p *Pass) writeManifestsFirst(all, install *syntax.Instruction, files []string, target string) *Fix {
	context, _ := p.buildContext()
	note := "The same files arrive at the same places." + granted(effects.Of(install, context).Assumes) + " Look at whether the install runs scripts of yours that read files which now come later."
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

// installUp returns the fix that writes the lines from first (1-based) to an
// install's last anew: what it needs, the install with its comments, and the
// rest, with blank lines between them where the author has them.
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
