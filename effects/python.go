package effects

// python is for virtual environments. What else Python runs may do anything.
var python = family{
	programs:  []string{"python", "python3", "virtualenv"},
	inWorkdir: true,
	effect: func(c *call) Effect {
		words := c.Values()
		folders := c.arguments("--prompt", "-p", "--python")
		switch {
		case c.has("--upgrade", "--upgrade-deps", "--clear"):
		case c.Program() == "virtualenv" && len(folders) == 1, len(words) > 3 && words[1] == "-m" && words[2] == "venv" && len(folders) == 2:
			if name, known := c.path(folders[len(folders)-1]); known {
				e := c.languagePackages([]string{"PYTHON*", "PIP_*", "VIRTUALENV_*"}, name)
				e.Class = Files
				return e
			}
		}
		return unknown("`" + c.Program() + "`, which may read and write anything")
	},
}
