package order

import (
	"path"
	"slices"
	"strings"

	"github.com/drydock-dev/drydock/effects"
	"github.com/drydock-dev/drydock/facts"
	"github.com/drydock-dev/drydock/syntax/dockerfile"
)

// early is an install that may come before the COPY of its project, once its manifests are there.
type early struct {
	known   *facts.Facts
	file    *dockerfile.File
	context *effects.Context
	copied  copiedFolder
	install *dockerfile.Instruction
	// manifests are the files that the install reads and the COPY brings, by their names in the context.
	// missing are those that no COPY above it brings.
	manifests, missing []string
}

// newEarly returns an install below a COPY of its project. ok is false if it isn't known which files the
// install reads, or if the COPY brings none of them and others above don't either.
func newEarly(known *facts.Facts, file *dockerfile.File, c copiedFolder, install *dockerfile.Instruction, installs []effects.DependencyInstall) (e early, ok bool) {
	if known.Tree == nil || c.target == "" || c.in.HasFlag("exclude") || c.in.HasFlag("parents") || c.in.Line != c.in.EndLine {
		return e, false
	}
	context, _ := known.BuildContext(file)
	e = early{known: known, file: file, context: context, copied: c, install: install}
	for _, d := range installs {
		needed, inside := effects.InFolder(c.target, effects.InstallFolder(install), d.Manifests)
		optional, _ := effects.InFolder(c.target, effects.InstallFolder(install), d.Optional)
		if !inside {
			if !e.copiedElsewhere(d.Manifests) {
				return e, false
			}
			continue
		}
		found, ok := known.Manifests(file, inSource(c.source, needed), inSource(c.source, optional))
		if !ok {
			return e, false
		}
		for _, f := range found {
			if !slices.Contains(e.manifests, f) {
				e.manifests = append(e.manifests, f)
			}
		}
	}
	for _, f := range e.manifests {
		if place, inside := e.place(f); !inside {
			return e, false // a list above the folder
		} else if !e.copiedAbove(f, place) {
			e.missing = append(e.missing, f)
		}
	}
	return e, true
}

func inSource(source string, files []string) (names []string) {
	for _, f := range files {
		names = append(names, path.Join(source, f))
	}
	return names
}

// place returns where in the image the COPY puts a file of the context.
func (e *early) place(file string) (name string, inside bool) {
	if e.copied.source == "." {
		return path.Join(e.copied.target, file), true
	}
	rest, inside := strings.CutPrefix(file, e.copied.source+"/")
	return path.Join(e.copied.target, rest), inside
}

// copiedElsewhere reports whether COPYs above bring files that an install reads outside the project's
// folder, and these files name no others.
func (e *early) copiedElsewhere(files []string) bool {
	return !slices.ContainsFunc(files, func(f string) bool {
		place := path.Join(effects.InstallFolder(e.install), f)
		if path.IsAbs(f) {
			place = path.Clean(f)
		}
		for _, in := range e.copied.in.Stage.Instructions {
			if name := sourceAt(in, place); name != "" && in.Index < e.copied.in.Index {
				text := e.known.ReadInContext(e.file, name)
				return text == nil || effects.NamesMore(name, text) || !e.copiedAbove(name, place)
			}
		}
		return true
	})
}

// copiedAbove reports whether a COPY above brings a file to its place, and nothing changes it there.
func (e *early) copiedAbove(file, place string) bool {
	copied := false
	for _, in := range e.copied.in.Stage.Instructions {
		switch {
		case in.Index >= e.copied.in.Index:
			return copied
		case sourceAt(in, place) == file:
			copied = true
		case copied && !effects.Independent(effects.Of(in, e.context), effects.Effect{Reads: []effects.Place{{Kind: effects.Exactly, Name: place}}}):
			copied = false
		}
	}
	return copied
}

// order reports whether a step with an effect can come before the COPY, once the manifests are there, and
// which instructions between the COPY and the install stay below it. What goes above must not read or
// write any other file of the COPY, nor what those do that stay. It must not write the manifests either,
// because they are copied again.
func (e *early) order(step effects.Effect) (stay []*dockerfile.Instruction, ok bool) {
	rest, manifests := e.divided()
	below := []effects.Effect{rest}
	passes := func(above effects.Effect) bool {
		return effects.Independent(manifests, effects.Effect{Writes: above.Writes, Unknown: above.Unknown}) &&
			!slices.ContainsFunc(below, func(b effects.Effect) bool { return !effects.Independent(b, above) })
	}
	for _, in := range e.install.Stage.Instructions {
		if in.Index <= e.copied.in.Index || in.Index >= e.install.Index {
			continue
		}
		between := effects.Of(in, e.context)
		if in.Name == "WORKDIR" {
			between.Writes = slices.DeleteFunc(between.Writes, func(place effects.Place) bool { return place.Kind == effects.Folder })
		}
		if !passes(between) {
			stay, below = append(stay, in), append(below, between)
		}
	}
	return stay, passes(step)
}

// divided returns the effect of the COPY without the manifests, and that of the manifests.
func (e *early) divided() (rest, manifests effects.Effect) {
	var places []string
	for _, f := range e.manifests {
		place, _ := e.place(f)
		places = append(places, place)
	}
	rest = effects.Of(e.copied.in, e.context)
	rest.Writes = slices.DeleteFunc(rest.Writes, func(place effects.Place) bool {
		is := place.Kind == effects.Exactly && slices.Contains(places, place.Name)
		if is {
			manifests.Writes = append(manifests.Writes, place)
		}
		// The COPY of the manifests already creates the folders.
		folder := slices.ContainsFunc(places, func(p string) bool { return effects.Under(path.Dir(p), place.Name) })
		return is || place.Kind == effects.Folder || place.Kind == effects.Exactly && folder
	})
	return rest, manifests
}
