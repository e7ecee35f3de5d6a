package effects

import (
	"path"
	"regexp"
	"slices"
	"strings"
)

// namesPoms matches references in a pom.xml to others in the repository.
var namesPoms = regexp.MustCompile(`<modules>|<module>|<relativePath>[^<]|<systemPath>`)

// maven is for Maven. Its dependency plugin's goals read only the pom.xml.
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
		c.reads(&e, NamesMore, "pom.xml")
		e.Reads = append(e.Reads, exactly(path.Join(orRoot(c.dir), "../pom.xml"))...) // where a parent usually is
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

// gradle is for Gradle. It runs the build scripts for every task.
var gradle = family{
	programs:  []string{"gradle"},
	inWorkdir: true,
	effect:    func(c *call) Effect { return c.inFolder(Compile, []string{"*"}) },
}
