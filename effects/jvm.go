package effects

import (
	"path"
	"regexp"
	"slices"
	"strings"
)

// namesPoms matches what makes a pom.xml name others of the repository.
var namesPoms = regexp.MustCompile(`<modules>|<module>|<relativePath>[^<]|<systemPath>`)

// Maven: the goals of its dependency plugin read the pom alone.
var maven = family{
	programs:  []string{"mvn"},
	inWorkdir: true,
	effect: func(c *call) Effect {
		names := []string{"MAVEN_*", "JAVA_*", "M2_*"}
		words, ok := literal(c.arguments("-s", "--settings", "-pl", "--projects", "-P", "-gs", "-T"))
		if c.has("-f", "--file") || !ok {
			return unknown("`mvn` in another folder")
		}
		goals := slices.DeleteFunc(words, func(w string) bool { return strings.HasPrefix(w, "-") })
		dependencies := len(goals) > 0 && !slices.ContainsFunc(goals, func(g string) bool {
			return !strings.HasPrefix(g, "dependency:") && !strings.HasSuffix(g, ":resolve-dependencies")
		})
		if !dependencies || c.has("-pl", "--projects") {
			return c.inFolder(Compile, append(names, "*"))
		}
		e := c.languagePackages(names, path.Join(orRoot(c.dir), "target"), "/usr/share/maven")
		c.reads(&e, namesPoms, "pom.xml")
		e.Reads = append(e.Reads, exactly(path.Join(orRoot(c.dir), "../pom.xml"))...) // the usual place of a parent
		e.Reads = append(e.Reads, below(path.Join(orRoot(c.dir), ".mvn"))...)
		if w, has := c.option("-s", "--settings", "-gs"); has {
			name, known := c.path(w)
			if !known {
				return unknown("settings of `mvn` that are not known")
			}
			e.Reads = append(e.Reads, exactly(name)...)
		}
		return e
	},
}

// Gradle runs the scripts of a build whatever it is asked for.
var gradle = family{
	programs:  []string{"gradle"},
	inWorkdir: true,
	effect:    func(c *call) Effect { return c.inFolder(Compile, []string{"*"}) },
}
