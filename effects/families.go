package effects

import (
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/drydock-dev/drydock/syntax/dockerfile"
	"github.com/drydock-dev/drydock/syntax/shell"
)

// family is a group of commands with similar effects.
type family struct {
	programs []string
	// inWorkdir is true if the commands depend on the working directory even when all their paths
	// are absolute. anywhere reports which commands don't.
	inWorkdir bool
	anywhere  func(*shell.Command) bool
	effect    func(*call) Effect
}

var families = []family{apt, apk, rpm, systemTools, pip, conda, project, npm, corepack, golang, python, maven, gradle, bundle, gem, cargo, composer, files, archives, edited, downloads, git, users, plain}

var byProgram = func() map[string]*family {
	m := map[string]*family{}
	for i := range families {
		for _, p := range families[i].programs {
			m[p] = &families[i]
		}
	}
	return m
}()

// familyOf returns the family of a program, nil if it is unknown.
func familyOf(program string) *family {
	if f := byProgram[program]; f != nil {
		return f
	}
	switch {
	case strings.HasPrefix(program, "pip3."), strings.HasPrefix(program, "pip2."):
		return &pip
	}
	return nil
}

// TakesTime reports whether the model knows that a program takes time.
func TakesTime(program string) bool {
	f := familyOf(program)
	return f != nil && slices.ContainsFunc([]*family{&apt, &apk, &rpm, &systemTools, &conda, &pip, &project, &npm, &golang, &maven, &gradle, &bundle, &gem, &cargo, &composer, &downloads, &git}, func(costly *family) bool {
		return f.programs[0] == costly.programs[0]
	})
}

// ofCommand returns the effect of a command.
func ofCommand(c *call) Effect {
	program := c.Program()
	if call := c.Package(); call != nil && call.Manager == "pip" {
		program = "pip" // python -m pip too
	}
	f := familyOf(program)
	if f == nil {
		return unknown("`" + program + "`, which may read and write anything")
	}
	for _, w := range c.Wrappers {
		if !slices.Contains([]string{"sudo", "env", "exec", "command", "-E", "-H"}, w.Value) {
			return unknown("`" + c.Wrappers[0].Source + "`, which may change what a command does")
		}
	}
	return f.effect(c)
}

// system are the folders where distribution packages are installed.
var system = []string{"/boot", "/etc", "/opt", "/run", "/usr/bin", "/usr/games", "/usr/include", "/usr/lib", "/usr/lib64", "/usr/libexec", "/usr/sbin", "/usr/share", "/usr/src/linux-headers", "/var/backups", "/var/cache", "/var/lib", "/var/log", "/var/mail", "/var/spool", "/var/tmp", "/var/www"}

// systemPackages returns the effect of a distribution's package manager. It reads a lot, because
// packages have scripts that check what is already installed.
func systemPackages(names ...string) Effect {
	return Effect{Class: System, Reads: slices.Concat(systemReads, variables(names...), systemSettings), Writes: slices.Clone(systemWrites)}
}

// What every distribution's package manager reads and writes.
var (
	systemReads    = slices.Concat(below(system...), below("/usr/local"))
	systemSettings = append(variables("HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "http_proxy", "https_proxy", "no_proxy", "LANG", "LC_*", "PATH", "TZ", "LD_*", "SOURCE_DATE_EPOCH"), numbers)
	systemWrites   = slices.Concat(below("/tmp"), below(system...), []Place{numbers})
	numbers        = Place{Kind: Account, Name: "?"} // the account numbers in use
)

// systemClass returns the class of a call to a distribution's package manager.
func systemClass(p *shell.PackageCall) Class {
	switch {
	case p.Installs(), p.Upgrades():
		return System
	case p.Refreshes():
		return Download
	}
	return Files
}

// packageFiles are the extensions that make a package's name one of a file.
var packageFiles = []string{".apk", ".deb", ".rpm", ".whl", ".tgz", ".gz", ".bz2", ".zip"}

// localPackages adds the packages that a call installs from files.
func (c *call) localPackages(e *Effect) {
	for _, w := range c.Package().Packages {
		if w.Literal && strings.Contains(w.Value, "://") || !strings.Contains(w.Source, "/") && w.Value != "." && !slices.Contains(packageFiles, path.Ext(w.Source)) {
			continue // a name, or a variable with names
		}
		name, ok := c.path(w)
		if !ok {
			e.add(unknown("a package that is not known"))
			return
		}
		e.Reads = append(e.Reads, below(name)...)
	}
}

// verbs returns an effect if the call has one of the known verbs, else an unknown effect.
func (c *call) verbs(known []string, effect func() Effect) Effect {
	p := c.Package()
	if p == nil || !slices.Contains(known, p.Verb) {
		return unknown("`" + c.Program() + "` with a verb that is not known")
	}
	return effect()
}

// systemVerb returns an effect if the call installs, upgrades or removes packages of a distribution,
// fetches its lists or cleans up, else an unknown effect.
func (c *call) systemVerb(effect func() Effect) Effect {
	p := c.Package()
	known := p.Installs() || p.Upgrades() || p.Removes() || p.Refreshes() || p.Cleans() || p.Verb == "clean" || p.Verb == "autoclean"
	if !known || p.Verb == "source-install" { // it writes sources
		return unknown("`" + c.Program() + "` with a verb that is not known")
	}
	return effect()
}

// programs are the folders where programs look for their files.
var programs = []string{"/etc", "/opt", "/usr/bin", "/usr/include", "/usr/lib", "/usr/lib64", "/usr/libexec", "/usr/local", "/usr/sbin", "/usr/share"}

// languagePackages returns the effect of a language's package manager. It reads some variables
// (names), and writes to /tmp, the home folder and more.
func (c *call) languagePackages(names []string, more ...string) Effect {
	home, ok := c.home()
	if !ok {
		return unknown("a home folder that is not known")
	}
	e := Effect{Class: Language, Reads: below(programs...), Writes: below(append(more, "/tmp", home)...)}
	names = append(names, "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "http_proxy", "https_proxy", "no_proxy", "HOME", "LANG", "LC_*", "PATH", "TMPDIR", "SSL_*", "LD_*", "CC", "CXX", "CFLAGS", "CPPFLAGS", "CXXFLAGS", "LDFLAGS", "MAKEFLAGS")
	e.Reads = append(e.Reads, variables(names...)...)
	return e
}

// manifest says whether a manifest in the build context names other files.
type manifest int

const (
	notAtHand manifest = iota
	selfContained
	namesOthers
)

// manifest reads a manifest in the working directory and asks names whether it names others. It reads it
// from the place in the build context that a COPY copies it from. One that isn't there can name anything.
func (c *call) manifest(name string, names func(name string, text []byte) bool) manifest {
	if c.bringsHooks() {
		return namesOthers
	}
	if c.context == nil {
		return notAtHand
	}
	text, err := fs.ReadFile(c.context, c.source(name))
	if err != nil || names(name, text) {
		return namesOthers
	}
	if _, err := fs.Stat(c.context, path.Join(path.Dir(c.source(name)), "binding.gyp")); err == nil {
		return namesOthers // npm builds it on its own
	}
	return selfContained
}

// hooks are files that make an install run code from the repository or read more of it.
var hooks = []string{"setup.py", "setup.cfg", "MANIFEST.in", ".git", "scripts", "bower.json", ".bowerrc", "Gruntfile.js", "gulpfile.js", "prisma", "binding.gyp"}

// bringsHooks reports whether an earlier COPY names such a file.
func (c *call) bringsHooks() bool {
	for _, in := range c.in.Stage.Instructions {
		sources, _, ok := in.Sources()
		if ok && in.Index < c.in.Index && !in.HasFlag("from") && slices.ContainsFunc(sources, func(a dockerfile.Arg) bool {
			return slices.Contains(hooks, path.Base(a.Text)) || path.Ext(a.Text) == ".gemspec"
		}) {
			return true
		}
	}
	return false
}

// source returns where in the build context a file in the image comes from. It follows earlier
// COPYs and ADDs. If none copies the file, it uses the file's path relative to the working directory.
func (c *call) source(name string) string {
	target := clean(name)
	for _, in := range slices.Backward(c.in.Stage.Instructions) {
		sources, dest, ok := in.Sources()
		if in.Index >= c.in.Index || !ok || in.HasFlag("from") {
			continue
		}
		to, known := in.Stage.Expand(dest.Text, in)
		if !known {
			continue
		}
		if !path.IsAbs(to) {
			to = path.Join(in.Before.Workdir, to)
		}
		for _, a := range sources {
			from := strings.TrimPrefix(path.Clean("/"+a.Text), "/")
			switch to := clean(to); {
			case from == "" && Under(target, to):
				return strings.TrimPrefix(strings.TrimPrefix(target, to), "/")
			case from != "" && Under(target, to) && c.hasFile(path.Join(from, target[len(to):])):
				return path.Join(from, target[len(to):])
			case path.Base(from) == path.Base(target) && (target == to || target == path.Join(to, path.Base(from))):
				return from
			}
		}
	}
	return strings.TrimPrefix(strings.TrimPrefix(target, clean(orRoot(c.dir))), "/")
}

// hasFile reports whether the context has a file.
func (c *call) hasFile(name string) bool {
	if c.context == nil {
		return false
	}
	info, err := c.context.Stat(name)
	return err == nil && !info.IsDir()
}

// reads adds reads of manifests in the working directory. If a manifest names other files, as more says,
// these may be anything in that folder.
func (c *call) reads(e *Effect, more func(name string, text []byte) bool, manifests ...string) {
	for _, name := range manifests {
		file := name
		if !path.IsAbs(file) {
			file = path.Join(c.dir, file)
		}
		e.Reads = append(e.Reads, exactly(file)...)
		switch c.manifest(file, more) {
		case namesOthers:
			e.Reads = append(e.Reads, below(orRoot(c.dir), path.Dir(file))...)
		case notAtHand:
			if len(e.Assumes) < 2 {
				e.Assumes = append(e.Assumes, "that `"+path.Base(name)+"` doesn't refer to other files in the repository")
			}
		}
	}
}

// orRoot returns dir, or the root if dir is unknown.
func orRoot(dir string) string {
	if dir == "" {
		return "/"
	}
	return dir
}

// inFolder returns the effect of a tool that may read and write anything in its working directory.
func (c *call) inFolder(class Class, names []string, more ...string) Effect {
	e := c.languagePackages(names, more...)
	e.Class = class
	e.Reads = append(e.Reads, below(orRoot(c.dir))...)
	e.Writes = append(e.Writes, below(orRoot(c.dir))...)
	return e
}

// literal returns the words' values, false if any word isn't literal.
func literal(words []shell.Word) (values []string, ok bool) {
	for _, w := range words {
		if !w.Literal {
			return nil, false
		}
		values = append(values, w.Value)
	}
	return values, true
}
