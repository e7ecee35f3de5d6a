package effects

import "slices"

// corepack is for the package managers that Node.js brings. What reads the project's package.json isn't
// known here. https://github.com/nodejs/corepack#utility-commands
var corepack = family{
	programs:  []string{"corepack"},
	inWorkdir: true,
	effect: func(c *call) Effect {
		words, ok := literal(c.arguments("--install-directory"))
		if !ok || len(words) == 0 || c.has("--install-directory") ||
			!slices.Contains([]string{"enable", "disable"}, words[0]) && (words[0] != "prepare" || len(words) == 1) {
			return unknown("`corepack`, which may read and write anything")
		}
		e := c.languagePackages([]string{"COREPACK_*", "NPM_*", "NODE_*"}, "/usr/local", "/usr/bin")
		if e.Class = Files; words[0] == "prepare" {
			e.Class = Download
		}
		return e
	},
}
