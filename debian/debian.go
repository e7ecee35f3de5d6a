// Package debian has facts about Debian's packages: how large they are installed, what each needs, and
// what it only recommends.
//
// The facts are in one table a release, for the packages that images commonly install and all that these
// need or recommend. internal/debianpackages writes them from Debian's own package data. A package that
// isn't in a table is unknown.
//
// The package may import images. It touches neither the network, the clock nor the environment.
package debian

import (
	_ "embed"
	"strconv"
	"strings"
	"sync"

	"github.com/drydock-dev/drydock/images"
)

//go:embed bookworm.csv
var bookwormCSV string

//go:embed trixie.csv
var trixieCSV string

// Package is a package of a release.
type Package struct {
	Name    string
	Bytes   int64  // what its files take, by Installed-Size
	Section string // "devel", "libdevel", "doc", …

	needs, recommends []string
}

// Release is a release of Debian, amd64.
type Release struct {
	Codename string
	read     func() map[string]*Package
}

var releases = []*Release{
	{Codename: "bookworm", read: sync.OnceValue(func() map[string]*Package { return readTable(bookwormCSV) })},
	{Codename: "trixie", read: sync.OnceValue(func() map[string]*Package { return readTable(trixieCSV) })},
}

// readTable reads a table by package name. It is the program's own, and a test reads it.
func readTable(text string) map[string]*Package {
	packages := map[string]*Package{}
	_, rows, _ := strings.Cut(text, "recommends\n") // the last column's name
	for row := range strings.Lines(rows) {
		name, rest, _ := strings.Cut(strings.TrimSuffix(row, "\n"), ",")
		size, rest, _ := strings.Cut(rest, ",")
		section, rest, _ := strings.Cut(rest, ",")
		needs, recommends, _ := strings.Cut(rest, ",")
		kB, _ := strconv.ParseInt(size, 10, 64)
		packages[name] = &Package{Name: name, Bytes: kB << 10, Section: section, needs: strings.Fields(needs), recommends: strings.Fields(recommends)}
	}
	return packages
}

// Bare returns the releases that an image may be of, if it has nothing installed but what each image of
// Debian has and one language: the one that its tag names, all known ones where it names none. It returns
// none for every other image, and for a release without a table.
func Bare(image images.Image) []*Release {
	if image.Distro != images.Debian || !image.Lacks("curl") {
		return nil
	}
	system, named := image.System()
	if !named {
		return releases
	}
	for i, r := range releases {
		if r.Codename == system.Codename {
			return releases[i : i+1]
		}
	}
	return nil
}

// Lookup returns a package, nil for one that isn't in the table.
func (r *Release) Lookup(name string) *Package { return r.read()[name] }

// Set is some packages of a release, by name.
type Set map[string]*Package

// Bytes returns what the packages take together.
func (s Set) Bytes() (sum int64) {
	for _, p := range s {
		sum += p.Bytes
	}
	return sum
}

// Without returns those that aren't in another set.
func (s Set) Without(other Set) Set {
	rest := Set{}
	for name, p := range s {
		if other[name] == nil {
			rest[name] = p
		}
	}
	return rest
}

// Installed returns all that an install of some packages brings into a bare image, with what they
// recommend or without. Unknown packages count as nothing.
func (r *Release) Installed(names []string, recommends bool) Set {
	packages, installed := r.read(), Set{}
	todo := append([]string(nil), names...)
	for len(todo) > 0 {
		p := packages[todo[len(todo)-1]]
		todo = todo[:len(todo)-1]
		if p == nil || installed[p.Name] != nil {
			continue
		}
		installed[p.Name] = p
		todo = append(todo, p.needs...)
		if recommends {
			todo = append(todo, p.recommends...)
		}
	}
	return installed
}

// Recommended returns the packages that members of a set recommend and that aren't members.
func (r *Release) Recommended(set Set) Set {
	packages, found := r.read(), Set{}
	for _, p := range set {
		for _, name := range p.recommends {
			if set[name] == nil {
				found[name] = packages[name]
			}
		}
	}
	return found
}

// idle are recommended packages that do nothing in a container: mail that nobody reads, a bus that
// nothing starts, the machine's clock, disks and mouse, helpers of people who make Debian packages, completion for people at a prompt.
var idle = map[string]bool{
	"exim4-daemon-light": true, "systemd-timesyncd": true, "systemd-cryptsetup": true, "linux-sysctl-defaults": true, "libpam-cap": true, "libkmod2": true, "libgpm2": true, "libnss-systemd": true,
	"libpam-systemd": true, "dbus": true, "systemd-resolved": true, "sq": true, "fakeroot": true, "libalgorithm-merge-perl": true, "libfile-fcntllock-perl": true, "liblocale-gettext-perl": true, "bash-completion": true,
	"javascript-common": true, "psmisc": true, "publicsuffix": true, "libldap-common": true, "xdg-user-dirs": true, "libjs-sphinxdoc": true,
}

// Idle reports whether a package that something recommends is known to do nothing in a container:
// documentation, translations of messages, and the like.
func (p *Package) Idle() bool {
	return p.Section == "doc" || p.Section == "localization" || idle[p.Name]
}
