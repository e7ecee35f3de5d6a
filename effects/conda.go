package effects

import "regexp"

// namesConda matches references in an environment.yml to other files of the repository.
var namesConda = regexp.MustCompile(`(?m)^\s*-\s*(?:-e|-r|--requirement|--editable)\b|^\s*-\s*\.{0,2}/|\bfile:`)

// conda is for conda packages. Its environments are in its own folder or below the home folder.
var conda = family{
	programs: []string{"conda", "mamba", "micromamba"},
	effect: func(c *call) Effect {
		p := c.Package()
		clean := p.Verb == "clean"
		if !clean && p.Verb != "config" && !p.Installs() && !p.Upgrades() && !p.Removes() || c.has("-p", "--prefix") {
			return unknown("`" + c.Program() + "`, which may read and write anything")
		}
		e := c.languagePackages([]string{"CONDA_*", "MAMBA_*", "PIP_*", "PYTHON*"}, "/opt", "/usr/local", "/usr/share", "/miniconda", "/miniconda3", "/anaconda3", "/conda")
		e.Reads = append(e.Reads, below("/miniconda", "/miniconda3", "/anaconda3", "/conda")...)
		if clean || p.Verb == "config" {
			e.Class = Files
		}
		if w, ok := c.option("-f", "--file"); ok && !clean {
			name, known := c.path(w)
			if !known {
				return unknown("a file of `" + c.Program() + "` that is not known")
			}
			c.reads(&e, func(_ string, text []byte) bool { return namesConda.Match(text) }, name)
		}
		return e
	},
}
