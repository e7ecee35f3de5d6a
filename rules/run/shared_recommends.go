package run

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/drydock-dev/drydock/debian"
	"github.com/drydock-dev/drydock/effects"
	"github.com/drydock-dev/drydock/lint"
	"github.com/drydock-dev/drydock/syntax/dockerfile"
	"github.com/drydock-dev/drydock/syntax/shell"
)

// What an install with apt brings along only because it's recommended, by Debian's package data.

// recommends is what a call leaves out with --no-install-recommends.
type recommends struct {
	// Known is true if the data has all of it: the image's release and each package of the call.
	known bool
	// Keep are packages that the file is seen to need: they have to be named then.
	keep []string
	// Dropped are those that nothing else brings, Roots those of them that are recommended directly.
	dropped debian.Set
	roots   []string
	// Idle is true if no root is known to do anything in a container.
	idle bool
}

// maxInstalls is up to how many installs of a stage are compared with each other.
const maxInstalls = 40

// recommendsOf returns what a call brings along because it's recommended; of several releases, in the one
// where that's the least. usesOf gives what its stage uses, untrusted whether the stage fetches over https and
// names no certificates.
func recommendsOf(p *lint.DockerfilePass, in *dockerfile.Instruction, call *shell.PackageCall, usesOf func(*dockerfile.Stage) *uses, untrusted func(*dockerfile.Stage) bool) (least recommends) {
	releases := debianOf(p.Facts, in)
	names, ok := namesOf(in, call.Packages)
	if !ok || len(releases) == 0 {
		if untrusted(in.Stage) {
			return recommends{keep: []string{certificates}}
		}
		return recommends{}
	}
	for _, release := range releases {
		if slices.ContainsFunc(names, func(name string) bool { return release.Lookup(name) == nil }) {
			return recommends{}
		}
	}
	u := usesOf(in.Stage)
	if len(u.calls) > maxInstalls {
		return recommends{}
	}
	for i, release := range releases {
		r := u.recommendsIn(release, call, names)
		if i == 0 || r.dropped.Bytes() < least.dropped.Bytes() {
			least = r
		}
	}
	return least
}

// recommendsIn is recommendsOf for one release.
func (u *uses) recommendsIn(release *debian.Release, call *shell.PackageCall, names []string) recommends {
	r := recommends{known: true, idle: true}
	others := debian.Set{}
	for _, other := range u.calls {
		if other.call != call {
			maps.Copy(others, release.Installed(other.names, !other.call.Has(noRecommends)))
		}
	}
	lean := release.Installed(names, false)
	for _, name := range slices.Sorted(maps.Keys(release.Recommended(lean).Without(others))) {
		if u.needs(release.Lookup(name)) {
			r.keep = append(r.keep, name)
		}
	}
	lean = release.Installed(slices.Concat(names, r.keep), false)
	r.dropped = release.Installed(names, true).Without(lean).Without(others)
	for name, root := range release.Recommended(lean).Without(others) {
		r.roots = append(r.roots, name)
		r.idle = r.idle && (root.Idle() || builds(root))
	}
	slices.SortFunc(r.roots, func(a, b string) int {
		return cmp.Or(weigh(release, b, r.dropped)-weigh(release, a, r.dropped), strings.Compare(a, b))
	})
	return r
}

// weigh returns how many kB a package brings along of those that are dropped.
func weigh(release *debian.Release, name string, dropped debian.Set) int {
	all := release.Installed([]string{name}, true)
	return int(all.Without(all.Without(dropped)).Bytes() >> 10)
}

// builds reports whether a package only serves to build programs.
func builds(p *debian.Package) bool {
	return p.Section == "devel" || p.Section == "libdevel" || effects.IsCompiler(p.Name) || effects.IsHeaders(p.Name)
}

// noRecommends is apt's option that leaves out what's only recommended.
const noRecommends = "--no-install-recommends"

// certificates is the package without which nothing trusts a server.
const certificates = "ca-certificates"

// uses is what a stage, and those that start from it, are seen to use.
type uses struct {
	calls    []namedCall
	programs map[string]bool
	compiles func() bool // some step may compile
	trusted  bool        // the base image has certificates
}

// namedCall is an install with apt, with the packages that it names.
type namedCall struct {
	call  *shell.PackageCall
	names []string
}

// oncePerStage returns a function that asks another once for each stage.
func oncePerStage[T any](ask func(*dockerfile.Stage) T) func(*dockerfile.Stage) T {
	known := map[*dockerfile.Stage]T{}
	return func(stage *dockerfile.Stage) T {
		answer, ok := known[stage]
		if !ok {
			answer = ask(stage)
			known[stage] = answer
		}
		return answer
	}
}

// usesOf collects the uses of a stage.
func usesOf(p *lint.DockerfilePass, of *dockerfile.Stage) *uses {
	image := p.Facts.Base(of)
	u := &uses{programs: map[string]bool{}, trusted: image.Language == "python" || image.Language == "ruby"} // slim or not, by their Dockerfiles
	var runs []*dockerfile.Instruction
	u.compiles = sync.OnceValue(func() bool {
		return slices.ContainsFunc(runs, func(run *dockerfile.Instruction) bool { return mayCompile(p, run) })
	})
	p.File.ShellRuns(func(other *dockerfile.Instruction, s *shell.Script) {
		if !dockerfile.StartsFrom(other.Stage, of) && !dockerfile.StartsFrom(of, other.Stage) {
			return
		}
		runs = append(runs, other)
		for _, c := range s.AllCommands() {
			u.use(c.Values())
			if call := c.Package(); call != nil && slices.Contains(shell.AptPrograms, call.Manager) && call.Installs() {
				names, _ := namesOf(other, call.Packages)
				u.calls = append(u.calls, namedCall{call, names})
			}
		}
	})
	for _, stage := range p.File.Stages {
		if dockerfile.StartsFrom(stage, of) {
			for _, c := range p.Facts.StartCommands(p.File, stage) {
				u.use(c.Words)
			}
		}
	}
	return u
}

// use notes the program of a command.
func (u *uses) use(words []string) {
	if len(words) == 0 {
		return
	}
	program := words[0][strings.LastIndexByte(words[0], '/')+1:]
	u.programs[program] = true
	if program == "git" && slices.ContainsFunc(words, func(w string) bool { return strings.HasPrefix(w, "git@") || strings.HasPrefix(w, "ssh://") }) {
		u.programs["ssh"] = true
	}
}

// broughtBy are the packages of programs whose name is another.
var broughtBy = map[string]string{
	"ssh": "openssh-client", "scp": "openssh-client", "sftp": "openssh-client", "ssh-keygen": "openssh-client", "ssh-keyscan": "openssh-client", "ssh-add": "openssh-client", "ssh-agent": "openssh-client",
	"dbus-daemon": "dbus", "dbus-run-session": "dbus", "dbus-launch": "dbus", "sendmail": "exim4-daemon-light", "mail": "exim4-daemon-light", "gs": "ghostscript", "make": "build-essential", "man": "man-db", "killall": "psmisc", "fuser": "psmisc", "pstree": "psmisc",
}

// needs reports whether a recommended package is seen to be of use: a program of its is called, something
// may compile, or servers have to be trusted. Whatever runs may speak TLS.
func (u *uses) needs(p *debian.Package) bool {
	if p.Name == certificates {
		return !u.trusted
	}
	for program := range u.programs {
		if program == p.Name || broughtBy[program] == p.Name {
			return true
		}
	}
	return builds(p) && u.compiles()
}
