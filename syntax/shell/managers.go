package shell

import (
	"slices"
	"strings"
)

// manager is a package manager: the programs that are it, and what their words mean.
type manager struct {
	programs []string // the first is its name
	verbs    []verb
	valued   []string // options whose value is the next word
	flags    bool     // options may have `true` or `false` as their next word
	yes      []string // options that answer its questions with yes, or keep it from asking
	assume   string   // the setting that does; given by one of the options in settings
	settings []string
	idle     []string // options with which it changes nothing
	uncached []string // options with which it leaves nothing in its cache
	versions []string // options that give a version to the packages of the call
	pinned   func(name string) bool
	trailing bool // what stands behind `--` is for another program
}

// verb is a verb with all that it may be written as: its long form, then its short forms and
// aliases, with `|` between them. A form may have several words.
type verb struct {
	forms string
	does  deed
	with  []string // it cleans with one of these options only; none: with or without options
	// pinned is for packages that have their version in another way than the manager's others.
	pinned func(name string) bool
}

// deed is what a verb does: a set of the constants below.
type deed uint16

const (
	installs  deed = 1 << iota // adds packages
	upgrades                   // replaces what is installed by newer versions
	removes                    // removes packages
	fetches                    // downloads packages and installs none
	refreshes                  // fetches the lists of packages
	asks                       // asks for confirmation
	fills                      // leaves files in the manager's cache
	cleans                     // removes what is in the cache
	runs                       // runs a program: what stands behind its name is the program's
)

// byProgram has the manager of each program.
var byProgram = func() map[string]*manager {
	m := map[string]*manager{}
	for i := range managers {
		for _, program := range managers[i].programs {
			m[program] = &managers[i]
		}
	}
	return m
}()

// managerOf returns the manager that a program is, nil for none.
func managerOf(program string) *manager {
	if strings.HasPrefix(program, "pip3.") || strings.HasPrefix(program, "pip2.") {
		program = "pip"
	}
	return byProgram[program]
}

// IsManager reports whether a program is a package manager.
func IsManager(program string) bool { return managerOf(program) != nil }

// verb returns what a text is a form of; nil for no known verb.
func (m *manager) verb(text string) *verb {
	for i := range m.verbs {
		for form := range strings.SplitSeq(m.verbs[i].forms, "|") {
			if form == text {
				return &m.verbs[i]
			}
		}
	}
	return nil
}

// begins reports whether a text of several words is a verb, or the front of one.
func (m *manager) begins(text string) bool {
	return slices.ContainsFunc(m.verbs, func(v verb) bool {
		for form := range strings.SplitSeq(v.forms, "|") {
			if form == text || strings.HasPrefix(form, text+" ") {
				return true
			}
		}
		return false
	})
}

// name returns the long form.
func (v *verb) name() string {
	name, _, _ := strings.Cut(v.forms, "|")
	return name
}

// does reports whether the call's verb does one of some deeds.
func (p *PackageCall) does(some deed) bool { return p.verb != nil && p.verb.does&some != 0 }

// Installs reports whether the call installs packages.
func (p *PackageCall) Installs() bool { return p.does(installs) }

// Upgrades reports whether the call replaces installed packages by newer versions.
func (p *PackageCall) Upgrades() bool { return p.does(upgrades) }

// Removes reports whether the call removes packages.
func (p *PackageCall) Removes() bool { return p.does(removes) }

// Refreshes reports whether the call fetches the lists of packages.
func (p *PackageCall) Refreshes() bool { return p.does(refreshes) }

// ReadsLists reports whether the call needs the lists of packages.
func (p *PackageCall) ReadsLists() bool { return p.does(installs | upgrades | fetches) }

// Cleans reports whether the call removes what earlier calls left in the manager's cache.
func (p *PackageCall) Cleans() bool {
	return p.does(cleans) && (len(p.verb.with) == 0 || p.Has(p.verb.with...))
}

// Fills reports whether the call leaves files in the manager's cache.
func (p *PackageCall) Fills() bool {
	return p.does(fills) && !p.Has(p.manager.uncached...) && !p.Has(p.manager.idle...)
}

// Asks reports whether the call stops to ask for confirmation: its verb does, and no word answers or
// may answer. What removes packages and names none, as `autoremove`, mostly finds nothing to ask about.
// What its input says isn't looked at.
func (p *PackageCall) Asks() bool {
	nothing := p.does(removes) && len(p.Packages) == 0
	return p.does(asks) && !nothing && !p.Has(p.manager.yes...) && !p.Has(p.manager.idle...) && !p.assumesYes() && p.quiet() < 2 && !p.MayHaveMoreOptions()
}

// assumesYes reports whether a setting among the options answers.
func (p *PackageCall) assumesYes() bool {
	return slices.ContainsFunc(p.OptionValues(p.manager.settings...), func(w Word) bool {
		name, value, _ := strings.Cut(w.Value, "=")
		return !w.Literal || strings.EqualFold(name, p.manager.assume) &&
			slices.Contains([]string{"1", "yes", "true", "on", "with", "enable"}, strings.ToLower(value))
	})
}

// quiet returns the level of quietness that apt is told. From 2 on it asks nothing, see apt-get(8).
func (p *PackageCall) quiet() (level int) {
	if !slices.Contains(AptPrograms, p.Manager) {
		return 0
	}
	for _, o := range p.Options {
		name, value, leveled := strings.Cut(o.Value, "=")
		switch {
		case leveled && (name == "-q" || name == "--quiet"):
			if value >= "2" {
				level = 2
			}
		case name == "--quiet":
			level++
		case isCluster(name) && !strings.HasPrefix(name, "-o"):
			level += strings.Count(name, "q")
		}
	}
	return level
}

// Unpinned returns the packages of the call that have no version. Words that aren't literal, files and
// addresses are left out: they may have one.
func (p *PackageCall) Unpinned() (words []Word) {
	pinned := p.manager.pinned
	if p.verb != nil && p.verb.pinned != nil {
		pinned = p.verb.pinned
	}
	if pinned == nil || p.Has(p.manager.versions...) {
		return nil
	}
	for _, w := range p.Packages {
		address := webAddress.MatchString(w.Value) && !repository.MatchString(w.Value)
		if w.Literal && w.Value != "" && !address && !isFile(w.Value) && !pinned(w.Value) {
			words = append(words, w)
		}
	}
	return words
}
