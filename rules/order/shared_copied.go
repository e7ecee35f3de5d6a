package order

import (
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/drydock-dev/drydock/effects"
	"github.com/drydock-dev/drydock/lint"
	"github.com/drydock-dev/drydock/syntax/dockerfile"
)

// pythonTag matches the version at the start of a tag of Python's image.
var pythonTag = regexp.MustCompile(`^3(?:\.\d+)?\b`)

// copiedFolder is a COPY of the whole build context or of one folder of it.
type copiedFolder struct {
	in     *dockerfile.Instruction
	source string // the folder in the context, "." for all
	target string // where it ends up, absolute; "" if that isn't known
}

// folderCopied returns what a COPY or ADD of one folder brings, going by its words. Whether a name is a
// folder is for the context to say.
func folderCopied(in *dockerfile.Instruction) (c copiedFolder, ok bool) {
	sources, dest, ok := in.Sources()
	if !ok || in.Name != "COPY" && in.Name != "ADD" {
		return c, false
	}
	c = copiedFolder{in: in, source: "."}
	if !dockerfile.CopiesAll(in) {
		if len(sources) != 1 || !plainCopy(in) || in.JSON || !dockerfile.IsFolderName(in, dest.Text) && path.Ext(sources[0].Text) != "" {
			return c, false
		}
		c.source = strings.TrimPrefix(path.Clean("/"+sources[0].Text), "/")
	}
	target, known := in.Stage.Expand(dest.Text, in)
	if known && !path.IsAbs(target) && in.Before.Workdir != "" {
		target = path.Join(in.Before.Workdir, target)
	}
	if known && path.IsAbs(target) {
		c.target = path.Clean(target)
	}
	return c, true
}

// name names what is copied, for messages.
func (c copiedFolder) name(p *lint.DockerfilePass) string {
	if c.source != "." {
		return "`" + c.source + "`"
	}
	return contextName(p.Facts, p.File)
}

// sourceOf returns the folder of the context that ends up where a RUN runs. inside is false if it comes from
// elsewhere, or may.
func (c copiedFolder) sourceOf(in *dockerfile.Instruction) (folder string, inside bool) {
	if c.target == "" {
		return "", false
	}
	names, inside := effects.InFolder(c.target, effects.InstallFolder(in), []string{"x"})
	if !inside {
		return "", false
	}
	return path.Join(c.source, path.Dir(names[0])), true
}

// manifestsCopiedBefore reports whether a COPY above another one brings what installs read.
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

// hasDependencies reports whether a stage seems to have a project's dependencies before a COPY: from
// another stage, or from a RUN that reads its manifests, or may, or is an install by the same manager.
func hasDependencies(file *dockerfile.File, all, install *dockerfile.Instruction, project effects.ProjectInstall) bool {
	var manifests effects.Effect
	for _, f := range project.Manifests {
		manifests.Writes = append(manifests.Writes, effects.Place{Kind: effects.Exactly, Name: path.Join(effects.InstallFolder(install), f)})
	}
	for stage := all.Stage; stage != nil; stage = stage.Parent {
		copied := manifestsCopiedBefore(all, []effects.DependencyInstall{project.DependencyInstall}) || stage != all.Stage
		for _, in := range stage.Instructions {
			switch {
			case stage == all.Stage && in.Index > all.Index:
			case in.Name == "COPY" && file.StageNamed(in.FlagValue("from")) != nil,
				in.Name == "RUN" && (len(effects.MountSources(in)) > 0 || installsBy(in, project.Call.Manager)),
				in.Name == "RUN" && len(in.Script().PackageCalls(project.Call.Manager)) > 0 && effects.Of(in, nil).Unknown != "", // cargo chef
				in.Name == "RUN" && copied && !effects.Independent(manifests, effects.Of(in, nil)):
				return true
			}
		}
	}
	return false
}

// installsBy reports whether a RUN installs a project's dependencies with a manager.
func installsBy(in *dockerfile.Instruction, manager string) bool {
	return slices.ContainsFunc(effects.DependencyInstalls(in), func(d effects.DependencyInstall) bool { return d.Call.Manager == manager }) ||
		slices.ContainsFunc(effects.ProjectInstalls(in), func(p effects.ProjectInstall) bool { return p.Call.Manager == manager })
}

// cachesDownloads reports whether a RUN has a cache mount.
func cachesDownloads(in *dockerfile.Instruction) bool {
	return slices.ContainsFunc(in.Flags, func(f dockerfile.Flag) bool {
		return f.Name == "mount" && slices.Contains(strings.Split(f.Value, ","), "type=cache")
	})
}

// sourceAt returns the file of the context that a COPY of files brings to a place, "" for none.
func sourceAt(in *dockerfile.Instruction, place string) string {
	sources, dest, ok := in.Sources()
	if !ok || in.HasFlag("from") || in.HasFlag("parents") || in.HasFlag("exclude") {
		return ""
	}
	to := path.Clean(dockerfile.AbsoluteIn(in, dest.Text))
	for _, a := range sources {
		pattern := strings.TrimPrefix(path.Clean("/"+a.Text), "/")
		name := path.Join(path.Dir(pattern), path.Base(place))
		if matches, err := path.Match(pattern, name); err != nil || !matches || strings.Contains(pattern, "$") {
			continue
		}
		if place == path.Join(to, path.Base(place)) && (len(sources) > 1 || dockerfile.IsFolderName(in, dest.Text) || to == path.Clean(in.Before.Workdir)) {
			return name
		}
		if place == to && len(sources) == 1 && !dockerfile.IsFolderName(in, dest.Text) && pattern == name {
			return name
		}
	}
	return ""
}
