package effects

import "slices"

// composer is for PHP. It reads the whole folder, because Composer lists the classes in the sources
// and runs hooks.
var composer = family{
	programs:  []string{"composer"},
	inWorkdir: true,
	effect: func(c *call) Effect {
		p := c.Package()
		if p == nil || !slices.Contains([]string{"install", "update", "require", "dump-autoload"}, p.Verb) || p.Has("-d", "--working-dir") {
			return unknown("`composer`, which may read and write anything")
		}
		return c.inFolder(Language, []string{"*"})
	},
}
