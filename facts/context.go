package facts

import (
	"bytes"
	"errors"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/moby/patternmatcher"
	"github.com/moby/patternmatcher/ignorefile"

	"github.com/drydock-dev/drydock/effects"
	"github.com/drydock-dev/drydock/syntax/dockerfile"
)

// lookUp returns nil if the tree has a file or folder with this name. Dockerfiles and their variants ask
// for the same names.
func (known *Facts) lookUp(name string) error {
	err, _ := known.remember("stat "+name, func() any {
		_, err := fs.Stat(known.Tree, name)
		return err
	}).(error)
	return err
}

// IsMissing reports whether the tree has no file or folder with this name.
func (known *Facts) IsMissing(name string) bool {
	return errors.Is(known.lookUp(name), fs.ErrNotExist)
}

// ContextAt returns a folder of the tree as a build context, without the files that its
// `.dockerignore` excludes. It returns nil if that can't be read.
func (known *Facts) ContextAt(file *dockerfile.File, root string) *effects.Context {
	return known.contexts.Get(file.Path+"\x00"+root, func() *effects.Context {
		sub, err := fs.Sub(known.Tree, root)
		if err != nil {
			return nil
		}
		ignored, err := known.ignoredBelow(file, root)
		if err != nil {
			return nil
		}
		return effects.NewContext(sub, ignored)
	})
}

// ignoredBelow returns the patterns of the `.dockerignore` that applies to a folder of the
// tree, nil without one.
func (known *Facts) ignoredBelow(file *dockerfile.File, root string) (*patternmatcher.PatternMatcher, error) {
	for _, name := range []string{file.Path + ".dockerignore", path.Join(root, ".dockerignore")} {
		if ignored, err := known.ReadIgnore(name); ignored != nil || err != nil {
			return ignored, err
		}
	}
	return nil, nil
}

// ReadIgnore returns the patterns of a `.dockerignore` of the tree, nil when there is no
// such file.
func (known *Facts) ReadIgnore(name string) (*patternmatcher.PatternMatcher, error) {
	f, err := known.Tree.Open(name)
	if err != nil {
		return nil, nil
	}
	defer f.Close()
	patterns, err := ignorefile.ReadAll(f)
	if err != nil {
		return nil, err
	}
	return patternmatcher.New(patterns)
}

// ContextFolders returns the folders of the tree that builds of a Dockerfile take their files from, nil if
// that isn't known. These are, in this order: what the repository's files say about this Dockerfile (see
// [Facts.Builds]), all answers of it; else those of the Dockerfile's folder and the root that have all
// sources that it names. A source that neither they nor the folders in between have says nothing: something
// creates it, or it's missing. A claim about the context must hold in each folder.
func (known *Facts) ContextFolders(file *dockerfile.File) []string {
	if known.Tree == nil {
		return nil
	}
	if said, all := known.saidFolders(file); len(said) > 0 || !all {
		return said
	}
	return file.Derive("context folders", func() any { return known.fittingFolders(file) }).([]string)
}

// fittingFolders returns those of the Dockerfile's folder and the root that have all that it wants.
func (known *Facts) fittingFolders(file *dockerfile.File) (folders []string) {
	wanted, beside := known.inRepository(file, wantedFiles(file)), known.Beside(file)
	for _, folder := range usualFolders(file) {
		if folder == path.Dir(file.Path) && len(wanted) == 0 && !beside.Others && (folder != "." || beside.IsCollection()) {
			continue // a folder of Dockerfiles
		}
		if !slices.ContainsFunc(wanted, func(name string) bool { return !known.isInFolder(folder, name) }) {
			folders = append(folders, folder)
		}
	}
	return folders
}

// inRepository returns those of the files that a Dockerfile wants which a folder has that may be its context.
func (known *Facts) inRepository(file *dockerfile.File, wanted []string) []string {
	possible := known.PossibleFolders(file)
	return slices.DeleteFunc(slices.Clone(wanted), func(name string) bool {
		return !slices.ContainsFunc(possible, func(folder string) bool { return known.isInFolder(folder, name) })
	})
}

// PossibleFolders returns all folders that may be the build context of a Dockerfile: those that the
// repository's files name, else the Dockerfile's own and all above it. It returns nil if the repository
// names one that isn't known, or if there is no tree.
func (known *Facts) PossibleFolders(file *dockerfile.File) (folders []string) {
	if known.Tree == nil {
		return nil
	}
	if said, all := known.saidFolders(file); len(said) > 0 || !all {
		return said
	}
	for dir := path.Dir(file.Path); ; dir = path.Dir(dir) {
		folders = append(folders, dir)
		if dir == "." || dir == "/" {
			return folders
		}
	}
}

// saidFolders returns the contexts that the repository's builds of a Dockerfile name. all is false, and
// there is none, if one of them isn't known.
func (known *Facts) saidFolders(file *dockerfile.File) (folders []string, all bool) {
	for _, b := range known.Builds(file) {
		if b.Context == "" {
			return nil, false
		}
		if !slices.Contains(folders, b.Context) {
			folders = append(folders, b.Context)
		}
	}
	return folders, true
}

// usualFolders returns the folders from which a Dockerfile is usually built: its own and the root.
func usualFolders(file *dockerfile.File) []string {
	if dir := path.Dir(file.Path); dir != "." {
		return []string{dir, "."}
	}
	return []string{"."}
}

// wantedFiles returns what a Dockerfile surely takes from its build context: the sources that it names,
// and of a copy of everything what an install below it needs.
func wantedFiles(file *dockerfile.File) (names []string) {
	for _, in := range file.Instructions {
		if in.Stage == nil {
			continue
		}
		for _, name := range effects.MountSources(in) {
			if name != "." && !strings.Contains(name, "$") {
				names = append(names, name)
			}
		}
		sources, dest, ok := in.Sources()
		if !ok || in.HasFlag("from") {
			continue
		}
		for _, a := range sources {
			name, known := in.Stage.Expand(a.Text, in)
			switch {
			case !known, strings.Contains(name, "://"), strings.HasPrefix(name, "git@"), strings.HasPrefix(name, "<<"):
			case dockerfile.IsWholeContext(name):
				names = append(names, installedBelow(in, dest)...)
			default:
				names = append(names, strings.TrimPrefix(path.Clean("/"+name), "/"))
			}
		}
	}
	return names
}

// installedBelow returns the manifests that installs below a copy of the whole context need from it.
func installedBelow(all *dockerfile.Instruction, dest dockerfile.Arg) (names []string) {
	target, known := all.Stage.Expand(dest.Text, all)
	if !known || !path.IsAbs(target) && all.Before.Workdir == "" {
		return nil
	}
	for _, in := range all.Stage.Instructions {
		if in.Index < all.Index {
			continue
		}
		installs := effects.DependencyInstalls(in)
		for _, p := range effects.ProjectInstalls(in) {
			installs = append(installs, p.DependencyInstall)
		}
		for _, d := range installs {
			if found, inside := effects.InFolder(dockerfile.AbsoluteIn(all, target), effects.InstallFolder(in), d.Manifests); inside {
				names = append(names, found...)
			}
		}
	}
	return names
}

// isInFolder reports whether a folder of the tree has a file or folder. A pattern needs one match.
func (known *Facts) isInFolder(folder, name string) bool {
	full := path.Join(folder, name)
	if strings.ContainsAny(name, "*?[") {
		found, err := fs.Glob(known.Tree, full)
		return err != nil || len(found) > 0 || strings.Contains(name, "**")
	}
	return known.lookUp(full) == nil
}

// InContext reports whether a file is in the build context, in each if there are several.
func (known *Facts) InContext(file *dockerfile.File, name string) bool {
	contexts := known.Contexts(file)
	return len(contexts) > 0 && !slices.ContainsFunc(contexts, func(c *effects.Context) bool {
		_, err := fs.Stat(c, strings.TrimPrefix(path.Clean("/"+name), "/"))
		return err != nil
	})
}

// ReadInContext returns a file of the build context, nil if it isn't there, or if several contexts have
// different ones.
func (known *Facts) ReadInContext(file *dockerfile.File, name string) (text []byte) {
	for i, c := range known.Contexts(file) {
		found, err := fs.ReadFile(c, strings.TrimPrefix(path.Clean("/"+name), "/"))
		if err != nil || i > 0 && !bytes.Equal(found, text) {
			return nil
		}
		text = found
	}
	return text
}

// Contexts returns the build contexts of a Dockerfile, none if they aren't known or can't be read.
func (known *Facts) Contexts(file *dockerfile.File) (contexts []*effects.Context) {
	for _, folder := range known.ContextFolders(file) {
		c := known.ContextAt(file, folder)
		if c == nil {
			return nil
		}
		contexts = append(contexts, c)
	}
	return contexts
}

// BuildContext returns the files of the build context and its folder in the repository, all of them
// where there are several: then an effect is what it is in any. Without a tree, or with one that has
// nothing of what the Dockerfile copies, it returns nil; with a tree that doesn't tell, a context of which
// nothing is known.
func (known *Facts) BuildContext(file *dockerfile.File) (*effects.Context, string) {
	if known.Tree == nil {
		return nil, ""
	}
	elsewhere := file.Derive("context elsewhere", func() any {
		wanted := wantedFiles(file)
		return len(known.Builds(file)) == 0 && len(wanted) > 0 && len(known.inRepository(file, wanted)) == 0
	}).(bool)
	if elsewhere {
		return nil, ""
	}
	contexts := known.Contexts(file)
	if len(contexts) == 0 {
		return effects.UnknownContext, ""
	}
	return contexts[0].And(contexts[1:]...), known.ContextFolders(file)[0]
}
