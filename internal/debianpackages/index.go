package main

import (
	"bufio"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// pkg is a package of an index.
type pkg struct {
	name, section string
	size          int64 // of the installed files, in kB
	needs         []string
	recommends    []string
	provides      []string
	priority      string
	essential     bool
	needed        map[string]bool // closure's answer
}

// index is the newest version of each package of a release.
type index struct {
	packages  map[string]*pkg
	providers map[string][]*pkg // of virtual packages
	base      map[string]bool   // what every image of the release has
}

// readIndex reads stanzas as `apt-cache dumpavail` prints them, newest version first or last: of several
// with a name, the one that is read last counts.
func readIndex(r io.Reader) (*index, error) {
	x := &index{packages: map[string]*pkg{}, providers: map[string][]*pkg{}, base: map[string]bool{}}
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, 4<<20)
	p := &pkg{}
	for lines.Scan() {
		name, value, _ := strings.Cut(lines.Text(), ": ")
		switch name {
		case "":
			p = &pkg{}
		case "Package":
			p.name = value
			x.packages[value] = p
		case "Section":
			p.section = value[strings.LastIndex(value, "/")+1:]
		case "Installed-Size":
			size, err := strconv.ParseInt(value, 10, 64)
			if err != nil {
				return nil, fmt.Errorf("the size of %s: %w", p.name, err)
			}
			p.size = size
		case "Priority":
			p.priority = value
		case "Essential":
			p.essential = value == "yes"
		case "Depends", "Pre-Depends":
			p.needs = append(p.needs, strings.Split(value, ", ")...)
		case "Recommends":
			p.recommends = strings.Split(value, ", ")
		case "Provides":
			p.provides = strings.Split(value, ", ")
		}
	}
	x.provide()
	x.findBase()
	return x, lines.Err()
}

// provide fills providers, the more usual ones first.
func (x *index) provide() {
	ranks := []string{"required", "important", "standard", "optional", "extra"}
	for _, name := range slices.Sorted(maps.Keys(x.packages)) {
		for _, virtual := range x.packages[name].provides {
			virtual = nameOf(virtual)
			x.providers[virtual] = append(x.providers[virtual], x.packages[name])
		}
	}
	for _, all := range x.providers {
		slices.SortStableFunc(all, func(a, b *pkg) int { return slices.Index(ranks, a.priority) - slices.Index(ranks, b.priority) })
	}
}

// findBase collects what debootstrap's smallest variant installs, which is what the official images are:
// the essential and required packages, apt, and what they need.
func (x *index) findBase() {
	for _, p := range x.packages {
		if p.essential || p.priority == "required" || p.name == "apt" || p.name == "debian-archive-keyring" {
			for name := range x.closure(p) {
				x.base[name] = true
			}
			x.base[p.name] = true
		}
	}
	for _, p := range x.packages {
		p.needed = nil // it may have less now: what the base has counts no more
	}
}

// nameOf returns the name of a relation: `libc6 (>= 2.36)`, `python3:any`.
func nameOf(relation string) string {
	name, _, _ := strings.Cut(strings.TrimSpace(relation), " ")
	name, _, _ = strings.Cut(name, ":")
	return name
}

// resolve returns the package that apt takes for a relation with its alternatives, nil for none that is
// there, or where the base has one of them.
func (x *index) resolve(relation string) *pkg {
	var first *pkg
	for alternative := range strings.SplitSeq(relation, "|") {
		name := nameOf(alternative)
		candidates := x.providers[name]
		if p := x.packages[name]; p != nil {
			candidates = append([]*pkg{p}, candidates...)
		}
		for _, p := range candidates {
			if x.base[p.name] {
				return nil
			}
			if first == nil {
				first = p
			}
		}
	}
	return first
}

// resolved returns the packages of relations, each once and without the base's.
func (x *index) resolved(relations []string) (found []*pkg) {
	for _, r := range relations {
		if p := x.resolve(r); p != nil && !slices.Contains(found, p) {
			found = append(found, p)
		}
	}
	return found
}

// closure returns the names of all that a package needs, itself aside.
func (x *index) closure(p *pkg) map[string]bool {
	if p.needed != nil {
		return p.needed
	}
	needed := map[string]bool{}
	todo := []*pkg{p}
	for len(todo) > 0 {
		next := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		for _, n := range x.resolved(next.needs) {
			if !needed[n.name] {
				needed[n.name] = true
				todo = append(todo, n)
			}
		}
	}
	delete(needed, p.name)
	p.needed = needed
	return needed
}

// reached returns the packages of some names, and all that they need or recommend, sorted by name.
func (x *index) reached(names []string) []*pkg {
	seen := map[*pkg]bool{}
	var todo []*pkg
	for _, name := range names {
		if p := x.packages[name]; p != nil {
			todo = append(todo, p)
		}
	}
	for len(todo) > 0 {
		p := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		if seen[p] {
			continue
		}
		seen[p] = true
		todo = append(append(todo, x.resolved(p.needs)...), x.resolved(p.recommends)...)
	}
	return slices.SortedFunc(maps.Keys(seen), func(a, b *pkg) int { return strings.Compare(a.name, b.name) })
}

// edges returns the names of what a package needs and recommends, without those that follow from others.
func (x *index) edges(p *pkg) (needs, recommends []string) {
	direct := x.resolved(p.needs)
	for _, n := range direct {
		follows := slices.ContainsFunc(direct, func(o *pkg) bool {
			inCycle := x.closure(o)[p.name] || x.closure(n)[o.name] // then each could be left out because of the other
			return x.closure(o)[n.name] && !inCycle
		})
		if !follows {
			needs = append(needs, n.name)
		}
	}
	for _, r := range x.resolved(p.recommends) {
		if !x.closure(p)[r.name] && r != p {
			recommends = append(recommends, r.name)
		}
	}
	return needs, recommends
}
