package effects

import (
	"path"
	"slices"
)

// composer is for PHP. It reads the whole folder, because Composer lists the classes in the sources
// and runs hooks, unless it's told not to.
var composer = family{
	programs:  []string{"composer"},
	inWorkdir: true,
	effect: func(c *call) Effect {
		p := c.Package()
		if p == nil || !slices.Contains([]string{"install", "update", "require", "dump-autoload"}, p.Verb) || p.Has("-d", "--working-dir") {
			return unknown("`composer`, which may read and write anything")
		}
		if p.Verb != "install" || !p.Has("--no-scripts") || !p.Has("--no-autoloader") {
			return c.inFolder(Language, []string{"*"})
		}
		e := c.languagePackages([]string{"COMPOSER*", "PHP*"}, path.Join(orRoot(c.dir), "vendor"))
		c.reads(&e, NamesMore, "composer.json")
		for _, name := range []string{"composer.lock", "symfony.lock", "auth.json"} {
			e.Reads = append(e.Reads, exactly(path.Join(orRoot(c.dir), name))...)
		}
		c.makesLock(&e, "composer.lock")
		return e
	},
}
