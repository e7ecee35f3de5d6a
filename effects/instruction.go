package effects

import (
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/drydock-dev/drydock/syntax/dockerfile"
)

// Of returns the effect of an instruction in a stage, in all contexts together if the Dockerfile is
// built from several. context is nil if there is no repository.
func Of(in *dockerfile.Instruction, context *Context) Effect {
	e := of(in, context)
	if context != nil {
		for _, other := range context.also {
			e.add(of(in, other))
		}
	}
	return e
}

func of(in *dockerfile.Instruction, context *Context) Effect {
	var e Effect
	switch in.Name {
	case "RUN":
		return ofRun(in, in.Script(), context)
	case "COPY", "ADD":
		e = ofCopy(in, context)
	case "ENV", "ARG":
		for _, a := range in.Args {
			name, _, _ := strings.Cut(a.Text, "=")
			e.Writes = append(e.Writes, variables(name)...)
		}
	case "USER":
		e.Writes = []Place{{Kind: User}}
	case "WORKDIR":
		e.Reads = []Place{{Kind: User}, {Kind: Workdir}}
		e.Writes = []Place{{Kind: Workdir}}
		if dir := workdirAfter(in); dir != "" {
			e.Writes = append(e.Writes, folders(dir, "workdir")...)
		} else {
			e.Unknown = "a WORKDIR that is not known"
		}
	case "SHELL":
		e.Writes = []Place{{Kind: Shell}}
	case "LABEL", "EXPOSE":
		for _, a := range in.Args {
			name, _, _ := strings.Cut(a.Text, "=")
			e.Writes = append(e.Writes, Place{Kind: Config, Name: in.Name + " " + name})
		}
	case "CMD", "ENTRYPOINT":
		e.Reads = []Place{{Kind: Shell}}
		e.Writes = []Place{{Kind: Config, Name: "start"}}
	case "VOLUME":
		for _, a := range in.Args {
			e.Writes = append(e.Writes, below(path.Join("/", a.Text))...)
		}
		e.Writes = append(e.Writes, Place{Kind: Config, Name: in.Name})
	default:
		e.Writes = []Place{{Kind: Config, Name: in.Name}}
	}
	e.Reads = append(e.Reads, variables(in.Variables()...)...)
	return e
}

// workdirAfter returns the working directory after a WORKDIR, "" if it is unknown.
func workdirAfter(in *dockerfile.Instruction) string {
	for _, next := range in.Stage.Instructions {
		if next.Index > in.Index {
			return next.Before.Workdir
		}
	}
	return in.Stage.After().Workdir
}

// present are the folders that every image has, or whose creation doesn't matter.
var present = []string{"/", "/bin", "/dev", "/etc", "/home", "/lib", "/media", "/mnt", "/opt", "/proc", "/root", "/run", "/sbin", "/srv", "/sys", "/tmp", "/usr", "/usr/bin", "/usr/lib", "/usr/local", "/usr/local/bin", "/usr/local/lib", "/usr/share", "/var", "/var/lib", "/var/log", "/var/cache", "/var/tmp"}

// folders returns the folders that are created for a path, including the path itself.
func folders(name, owner string) (places []Place) {
	for name = clean(name); !slices.Contains(present, name); name = path.Dir(name) {
		places = append(places, Place{Kind: Folder, Name: name, Owner: owner})
	}
	return places
}

// ofCopy returns the effect of a COPY or ADD, except its variables.
func ofCopy(in *dockerfile.Instruction, context *Context) Effect {
	sources, _, _ := in.Sources()
	return ofSources(in, sources, context)
}

// ofSources is ofCopy limited to some sources.
func ofSources(in *dockerfile.Instruction, sources []dockerfile.Arg, context *Context) Effect {
	e := Effect{Class: Files}
	all, dest, ok := in.Sources()
	to, known := in.Stage.Expand(dest.Text, in)
	if !path.IsAbs(to) {
		e.Reads = append(e.Reads, Place{Kind: Workdir})
		known = known && in.Before.Workdir != ""
	}
	if !ok || !known || in.HasFlag("parents") || windows(to) {
		return unknown("a COPY whose destination is not known")
	}
	isFolder := strings.HasSuffix(to, "/") || to == "." || strings.HasSuffix(to, "/.") || len(all)+len(in.Heredocs) > 1
	if !path.IsAbs(to) {
		to = path.Join(in.Before.Workdir, to)
	}
	isFolder = isFolder || clean(to) == clean(in.Before.Workdir) && in.Before.Workdir != ""
	owner := in.FlagValue("chown")
	for _, part := range strings.Split(owner, ":") {
		if part != "" && strings.Trim(part, "0123456789") != "" {
			e.Reads = append(e.Reads, Place{Kind: Account, Name: part})
		}
	}
	target := path.Dir(clean(to))
	if isFolder {
		target = to
	}
	for _, made := range folders(target, "copy "+owner) {
		// The working directory already exists when the instruction runs.
		if path.IsAbs(dest.Text) || !Under(clean(in.Before.Workdir), made.Name) {
			e.Writes = append(e.Writes, made)
		}
	}
	if in.HasFlag("from") {
		e.Writes = append(e.Writes, below(to)...)
		return e
	}
	for _, a := range sources {
		name, known := in.Stage.Expand(strings.Trim(a.Text, `"'`), in)
		if strings.Contains(name, "://") || strings.HasPrefix(name, "git@") {
			e.Class = max(e.Class, Download)
			e.Writes = append(e.Writes, below(to)...)
			continue
		}
		if !known {
			name = "."
		}
		name = strings.TrimPrefix(path.Clean("/"+name), "/")
		if name == "" || !known {
			name = "."
		}
		e.Context = append(e.Context, name)
		e.Writes = append(e.Writes, copied(name, to, isFolder, in.Name == "ADD", context)...)
	}
	if len(in.Heredocs) > 0 {
		e.Writes = append(e.Writes, below(to)...)
	}
	return e
}

// BySource returns the effect of a COPY for each source, as if each had its own COPY.
func BySource(in *dockerfile.Instruction, context *Context) []Effect {
	sources, _, _ := in.Sources()
	var effects []Effect
	for _, s := range sources {
		e := ofSources(in, []dockerfile.Arg{s}, context)
		if context != nil {
			for _, other := range context.also {
				e.add(ofSources(in, []dockerfile.Arg{s}, other))
			}
		}
		e.Reads = append(e.Reads, variables(in.Variables()...)...)
		effects = append(effects, e)
	}
	return effects
}

// windows reports whether a path looks like a Windows path.
func windows(name string) bool { return strings.Contains(name, `\`) || len(name) > 1 && name[1] == ':' }

// copied returns the places to which a source in the build context is copied.
func copied(name, to string, isFolder, unpacks bool, context *Context) []Place {
	if strings.ContainsAny(name, "*?[") || unpacks && archive.MatchString(name) {
		return below(to)
	}
	var info fs.FileInfo
	err := fs.ErrNotExist
	if context != nil {
		info, err = fs.Stat(context, name)
	}
	switch {
	case err == nil && info.IsDir():
		return context.listed(name, to)
	case err == nil || looksLikeFile(name):
		if isFolder {
			return exactly(path.Join(to, path.Base(name)))
		}
		return exactly(to)
	}
	return below(to)
}

var archive = regexp.MustCompile(`\.(?:tar|tgz|tbz2?|txz|tar\.\w+)$`)

// looksLikeFile guesses from its name whether a source is a file.
func looksLikeFile(name string) bool {
	base := path.Base(name)
	return path.Ext(base) != "" && path.Ext(base) != base ||
		slices.Contains([]string{"Gemfile", "Pipfile", "Makefile", "Procfile", "Rakefile", "LICENSE", ".npmrc", ".yarnrc", ".env"}, base)
}
