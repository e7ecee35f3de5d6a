package effects

import (
	"path"
	"slices"
	"strings"
)

// pip is for Python packages.
var pip = family{
	programs: []string{"pip", "pip3", "pip2"},
	effect: func(c *call) Effect {
		p := c.Package()
		return c.verbs([]string{"install", "uninstall", "cache", "cache purge", "cache remove", "download", "wheel"}, func() Effect {
			e := c.languagePackages([]string{"PIP_*", "PYTHON*", "VIRTUAL_ENV", "CONDA_*", "UV_*"}, c.pythons()...)
			for _, w := range append(p.OptionValues("-r", "--requirement"), p.OptionValues("-c", "--constraint")...) {
				if strings.Contains(w.Value, "://") {
					continue
				}
				name, ok := c.path(w)
				if !ok {
					return unknown("a requirements file that is not known")
				}
				c.lists(&e, name, maxLists)
			}
			for _, w := range append(p.OptionValues("-t", "--target", "--prefix", "--root", "--src", "-d", "--dest", "-w", "--wheel-dir", "--cache-dir"), p.OptionValues("-f", "--find-links", "-e", "--editable")...) {
				if w.Literal {
					w.Value, _, _ = strings.Cut(w.Value, "[") // -e .[extra]
				}
				name, ok := c.path(w)
				if !ok {
					return unknown("a folder of pip's that is not known")
				}
				e.Reads, e.Writes = append(e.Reads, below(name)...), append(e.Writes, below(name)...)
			}
			for _, w := range p.Packages {
				name, _, _ := strings.Cut(w.Value, "[")
				if w.Literal && (strings.Contains(name, "://") || !strings.Contains(name, "/") && name != "." && !slices.Contains(packageFiles, path.Ext(name))) {
					continue
				}
				folder, ok := c.path(w)
				if w.Literal {
					w.Value = name
					folder, ok = c.path(w)
				}
				if !ok {
					return unknown("a package of pip's that is not known")
				}
				e.Reads, e.Writes = append(e.Reads, below(folder)...), append(e.Writes, below(folder)...)
			}
			return e
		})
	},
}

// pythons returns the folders that pip may install to: the system's, and the virtual environments
// that the program's path or variables name.
func (c *call) pythons() []string {
	places := []string{"/usr/local", "/usr/lib", "/usr/bin", "/usr/share", "/opt"}
	if program := c.Words[0].Value; path.IsAbs(program) {
		places = append(places, path.Dir(path.Dir(program)))
	}
	if env, ok := c.in.Stage.Var("VIRTUAL_ENV", c.in); ok {
		places = append(places, env)
	}
	if dirs, ok := c.in.Stage.Var("PATH", c.in); ok {
		for dir := range strings.SplitSeq(dirs, ":") {
			if path.IsAbs(dir) && !slices.Contains(present, path.Clean(dir)) && path.Base(dir) == "bin" {
				places = append(places, path.Dir(path.Clean(dir)))
			}
		}
	}
	return places
}

// maxLists is how deep lists of requirements that include each other are followed.
const maxLists = 8

// lists adds the reads of a list of requirements and of those it includes.
func (c *call) lists(e *Effect, name string, deep int) {
	var included []string
	c.reads(e, func(file string, text []byte) bool {
		lists, more := Lists(file, text)
		included = lists
		return more || deep == 0 && len(lists) > 0
	}, name)
	for _, list := range included {
		if deep > 0 {
			c.lists(e, list, deep-1)
		}
	}
}
