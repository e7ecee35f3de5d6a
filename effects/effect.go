package effects

import (
	"path"
	"slices"
	"strings"
)

// Resource is a kind of thing that commands read and write.
type Resource int

// The kinds of places.
const (
	Below    Resource = iota // a path and everything below it
	Exactly                  // the file or folder of a path, not what is below it
	Folder                   // a folder that is made if it is missing, with an owner; written, never read
	Variable                 // a build variable; a name ending in * is a prefix
	Account                  // a user or group by name
	Config                   // a part of the image's configuration by name
	User                     // the current user
	Workdir                  // the current working directory
	Shell                    // the current shell
)

// Place is something that an instruction reads or writes. Paths are absolute and clean. Links of a
// merged /usr are resolved.
type Place struct {
	Kind  Resource
	Name  string
	Owner string // for a Folder
}

// Effect is what an instruction does to a build.
type Effect struct {
	Reads, Writes []Place
	// Context are the paths read from the build context, relative to its root. "." is all of it.
	Context []string
	Class   Class
	// Unknown describes what may read and write everything, "" for nothing.
	Unknown string
	// Assumes lists the effect's assumptions, for people. Each is a clause: "that `x` …".
	Assumes []string
}

// Class is the kind of work that takes an instruction's time. Classes are ordered by cost, cheapest
// first.
type Class int

// The classes.
const (
	Metadata Class = iota
	Files
	Other // unknown
	Download
	Compile
	Language // packages from a language's package manager
	System   // packages from the distribution
)

var classNames = []string{"metadata", "files", "other", "download", "compile", "language packages", "system packages"}

func (c Class) String() string { return classNames[c] }

// Independent reports whether two instructions can change places: neither writes
// what the other reads or writes.
func Independent(a, b Effect) bool {
	return a.Unknown == "" && b.Unknown == "" &&
		!anyOverlap(a.Writes, b.Reads) && !anyOverlap(a.Writes, b.Writes) && !anyOverlap(a.Reads, b.Writes)
}

func anyOverlap(as, bs []Place) bool {
	for _, a := range as {
		for _, b := range bs {
			// A copied folder has thousands of files, so the usual cases are decided here.
			switch {
			case (a.Kind > Folder) != (b.Kind > Folder):
			case a.Kind == Exactly && b.Kind == Exactly:
				if a.Name == b.Name {
					return true
				}
			case a.overlaps(b):
				return true
			}
		}
	}
	return false
}

// overlaps reports whether the order in which two places are used matters.
func (p Place) overlaps(o Place) bool {
	switch {
	case p.Kind > o.Kind:
		return o.overlaps(p)
	case p.Kind == Variable && o.Kind == Variable:
		return matches(p.Name, o.Name) || matches(o.Name, p.Name)
	case p.Kind > Folder:
		return p.Kind == o.Kind && p.Name == o.Name
	case o.Kind > Folder:
		return false
	case p.Kind == Below && o.Kind == Below:
		return Under(p.Name, o.Name) || Under(o.Name, p.Name)
	case p.Kind == Below:
		return Under(o.Name, p.Name)
	case p.Kind == Folder:
		return p.Name == o.Name && p.Owner != o.Owner
	}
	return p.Name == o.Name
}

func matches(pattern, name string) bool {
	start, isPattern := strings.CutSuffix(pattern, "*")
	return pattern == name || isPattern && strings.HasPrefix(name, start)
}

// Under reports whether name is folder or below it. Both must be clean.
func Under(name, folder string) bool {
	rest, is := strings.CutPrefix(name, folder)
	return is && (rest == "" || rest[0] == '/') || folder == "/"
}

// merged are the links on systems with a merged /usr, and the link to /run.
var merged = []struct{ link, target string }{{"/bin", "/usr/bin"}, {"/sbin", "/usr/sbin"}, {"/lib", "/usr/lib"}, {"/lib64", "/usr/lib64"}, {"/var/run", "/run"}}

// clean returns a path in the form that places use.
func clean(name string) string {
	if !path.IsAbs(name) {
		name = "/" + name
	}
	return unmerged(path.Clean(name))
}

// unmerged returns a clean path with the links of a merged /usr resolved.
func unmerged(name string) string {
	for _, m := range merged {
		if Under(name, m.link) {
			return m.target + name[len(m.link):]
		}
	}
	return name
}

func below(names ...string) []Place { return places(Below, names, clean) }

func exactly(names ...string) []Place { return places(Exactly, names, clean) }

func variables(names ...string) []Place {
	return places(Variable, names, func(name string) string { return name })
}

// places returns a place of a kind for each name, converted by as.
func places(kind Resource, names []string, as func(string) string) []Place {
	places := make([]Place, len(names))
	for i, name := range names {
		places[i] = Place{Kind: kind, Name: as(name)}
	}
	return places
}

// add adds another effect to e.
func (e *Effect) add(o Effect) {
	e.Reads, e.Writes, e.Context = append(e.Reads, o.Reads...), append(e.Writes, o.Writes...), append(e.Context, o.Context...)
	e.Class = max(e.Class, o.Class)
	if e.Unknown == "" {
		e.Unknown = o.Unknown
	}
	for _, a := range o.Assumes {
		if !slices.Contains(e.Assumes, a) {
			e.Assumes = append(e.Assumes, a)
		}
	}
}

func unknown(what string) Effect { return Effect{Unknown: what, Class: Other} }
