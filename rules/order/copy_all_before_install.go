package order

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/drydock-dev/drydock/effects"
	"github.com/drydock-dev/drydock/facts"
	"github.com/drydock-dev/drydock/lint"
	"github.com/drydock-dev/drydock/lint/edit"
	"github.com/drydock-dev/drydock/syntax"
	"github.com/drydock-dev/drydock/syntax/dockerfile"
)

var CopyAllBeforeInstall = &lint.Rule{
	ID:       "copy-all-before-install",
	Severity: lint.Warning,
	Profile:  lint.Recommended,
	Since:    "1.0",
	Summary:  "`COPY . .` before the install: any file change reinstalls everything",
	Doc: "Docker reuses a layer as long as nothing above it has changed, and `COPY . .` changes\n" +
		"with every file of the repository, even the README. Each such change reruns an install\n" +
		"below it. If the manifests are copied first, only a change to them does.",
	FixDoc:   "Copies the manifests that are in the repository, runs the install, then copies the rest. Offered only if the [build context](../build-context.md) is known and has the manifests, these name nothing local that the install would miss, and the install writes no file that the repository has: `npm install` may change a lock file, `npm ci` doesn't.",
	Safety:   lint.Review,
	Rebuilds: true,
	Check: lint.Dockerfile(func(p *lint.DockerfilePass) {
		for _, install := range p.File.Instructions {
			if installs := effects.DependencyInstalls(install); len(installs) > 0 && install.Stage != nil {
				checkCopyAll(p, install, installs)
			}
		}
	}),
}

// checkCopyAll reports a COPY of the whole context above an install.
func checkCopyAll(p *lint.DockerfilePass, install *dockerfile.Instruction, installs []effects.DependencyInstall) {
	for i := install.Index - 1; i >= 0 && p.File.Instructions[i].Stage == install.Stage; i-- {
		in := p.File.Instructions[i]
		switch {
		case len(effects.DependencyInstalls(in)) > 0:
			return // only the first install after the COPY is reported
		case !dockerfile.CopiesAll(in):
			continue
		case manifestsCopiedBefore(in, installs):
			return
		}
		manager := installs[0].Call.Manager
		p.About(installRerun).Report(in.Span,
			fmt.Sprintf("Any file change in %s reruns the %s install on line %d. Copy the manifest first, install, then copy the rest.", contextName(p.Facts, p.File), manager, install.Line),
			manifestsFirst(p.Facts, p.File, in, install, installs))
		return
	}
}

// manifestsCopiedBefore reports whether a COPY above the one of the whole context already
// brings what the installs read. Then the order is deliberate.
func manifestsCopiedBefore(all *dockerfile.Instruction, installs []effects.DependencyInstall) bool {
	names := map[string]bool{}
	for _, d := range installs {
		for _, f := range d.Files() {
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
func manifestsFirst(known *facts.Facts, file *dockerfile.File, all, install *dockerfile.Instruction, installs []effects.DependencyInstall) *lint.Fix {
	if known.Tree == nil || all.HasFlag("exclude") || all.HasFlag("parents") || len(install.Flags) > 0 || all.Line != all.EndLine {
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
		needed, ok := effects.InFolder(target, effects.InstallFolder(install), d.Manifests)
		if !ok {
			return nil // they come from elsewhere
		}
		optional, ok := effects.InFolder(target, effects.InstallFolder(install), d.Optional)
		if !ok {
			return nil
		}
		found, ok := known.Manifests(file, needed, optional)
		if !ok {
			return nil
		}
		for _, f := range found {
			if !slices.Contains(files, f) {
				files = append(files, f)
			}
		}
	}
	if !independentOfRest(known, file, all, install, files, target) {
		return nil
	}
	return writeManifestsFirst(known, file, all, install, files, path.Clean(target))
}

// independentOfRest reports whether the steps from a COPY of everything to an install can
// come before that COPY, once files (the manifests) have been copied. They must not read
// or write any other file of the COPY. They must not write the manifests either, because
// those are copied again afterwards.
func independentOfRest(known *facts.Facts, file *dockerfile.File, all, install *dockerfile.Instruction, files []string, target string) bool {
	context, _ := known.BuildContext(file)
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
func writeManifestsFirst(known *facts.Facts, file *dockerfile.File, all, install *dockerfile.Instruction, files []string, target string) *lint.Fix {
	context, _ := known.BuildContext(file)
	note := "The same files end up in the same places." + assumptionNote(effects.Of(install, context).Assumes)
	nl := file.LineEnding()
	var manifests []string
	for _, dir := range facts.Folders(files) {
		names := slices.DeleteFunc(slices.Clone(files), func(f string) bool { return path.Dir(f) != dir })
		to := path.Clean("./" + dir)
		if target != all.Before.Workdir {
			to = path.Join(target, dir)
		}
		manifests = append(manifests, copyLine(file, all, names, to+"/"))
	}
	first := file.CommentsAbove(all)
	if install.Index == all.Index+1 && file.BlankLines(all.EndLine+1, file.CommentsAbove(install)-1) {
		return installUp(file, first, strings.Join(manifests, nl), install, file.LinesText(first, all.EndLine), note)
	}
	return &lint.Fix{
		Priority: lint.Moves,
		Safety:   lint.Review,
		Note:     note,
		Edits: []lint.Edit{
			{Span: syntax.Span{Start: file.FullLineSpan(first).Start, End: all.Span.End}, New: strings.Join(manifests, nl)},
			edit.Insert(file.LineSpan(install.EndLine).End, separator(file, install)+file.LinesText(first, all.EndLine)),
		},
	}
}

// installUp returns the fix that rewrites the lines from first (1-based) to the end of an
// install: what it needs, the install with its comments, then the rest. It puts blank lines
// between them if the author does.
func installUp(file *dockerfile.File, first int, needed string, install *dockerfile.Instruction, rest, note string) *lint.Fix {
	separator := separator(file, install)
	return &lint.Fix{
		Priority: lint.Moves,
		Safety:   lint.Review,
		Note:     note,
		Edits: []lint.Edit{{
			Span: syntax.Span{Start: file.FullLineSpan(first).Start, End: file.LineSpan(install.EndLine).End},
			New:  needed + separator + file.LinesText(file.CommentsAbove(install), install.EndLine) + separator + rest,
		}},
	}
}
