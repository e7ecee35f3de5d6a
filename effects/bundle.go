package effects

import (
	"github.com/drydock-dev/drydock/syntax/shell"
	"path"
	"regexp"
	"slices"
)

// namesGems matches references in a Gemfile to other files of the repository.
var namesGems = regexp.MustCompile(`(?m)^\s*gemspec\b|\bpath:\s*["']|:?path\s*=>|\bfile:\s*["']|\beval_gemfile\b|\bFile\.|\bDir\b|\bIO\.|require_relative`)

// bundle is for a project's gems.
var bundle = family{
	programs:  []string{"bundle", "bundler"},
	inWorkdir: true,
	effect: func(c *call) Effect {
		names := []string{"BUNDLE_*", "GEM_*", "RUBY*"}
		words, ok := literal(c.Words)
		dir := orRoot(c.dir)
		if !ok || len(words) < 2 || c.has("--gemfile") {
			return unknown("`bundle` with words that are not known")
		}
		e := c.languagePackages(names, "/usr/local", "/var/lib/gems", path.Join(dir, "vendor/bundle"), path.Join(dir, ".bundle"))
		switch c.Package().Verb {
		case "config":
			e.Class = Files
			return e
		case "install":
			c.reads(&e, NamesMore, "Gemfile")
			e.Reads = append(e.Reads, exactly(path.Join(dir, "Gemfile.lock"), path.Join(dir, ".ruby-version"), path.Join(dir, ".tool-versions"))...)
			e.Reads = append(e.Reads, below(path.Join(dir, ".bundle"))...)
			if !c.frozen() {
				e.Writes = append(e.Writes, exactly(path.Join(dir, "Gemfile.lock"))...)
			}
			if w, has := c.option("--path"); has {
				name, known := c.path(w)
				if !known {
					return unknown("a folder of gems that is not known")
				}
				e.Writes = append(e.Writes, below(name)...)
			}
			return e
		}
		return unknown("`bundle " + words[1] + "`, which may read and write anything")
	},
}

// frozen reports whether bundler must not change the lock file.
func (c *call) frozen() bool {
	if c.has("--frozen", "--deployment") {
		return true
	}
	for _, name := range []string{"BUNDLE_FROZEN", "BUNDLE_DEPLOYMENT"} {
		if value, ok := c.in.Stage.Var(name, c.in); ok && value != "" && value != "0" && value != "false" {
			return true
		}
	}
	return slices.ContainsFunc(c.in.Script().AllCommands(), setsFrozen)
}

// setsFrozen reports whether a command is `bundle config … frozen true` or its like.
func setsFrozen(c *shell.Command) bool {
	words := c.Values()
	for i, w := range words[:len(words)-1] {
		if c.Program() == "bundle" && (w == "frozen" || w == "deployment") && (words[i+1] == "true" || words[i+1] == "1") {
			return true
		}
	}
	return false
}

// gem is for gems installed by name.
var gem = family{
	programs: []string{"gem"},
	effect: func(c *call) Effect {
		return c.verbs([]string{"install", "update"}, func() Effect {
			e := c.languagePackages([]string{"GEM_*", "RUBY*", "BUNDLE_*"}, "/usr/local", "/var/lib/gems", "/usr/lib", "/usr/bin")
			c.localPackages(&e)
			return e
		})
	},
}
