package rules

import (
	"regexp"
	"slices"
	"strings"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"

	"github.com/drydock-dev/drydock/effects"
	"github.com/drydock-dev/drydock/syntax"
)

// Facts about apt in Dockerfiles that several rules ask for.

var aptPrograms = []string{"apt-get", "apt", "aptitude"}

// aptUpdates reports whether a call fetches the package lists.
func aptUpdates(c *syntax.PackageCall) bool { return c.Verb == "update" }

// aptReadsLists reports whether a call needs the package lists.
func aptReadsLists(c *syntax.PackageCall) bool {
	return slices.Contains([]string{"install", "upgrade", "dist-upgrade", "full-upgrade", "build-dep", "source", "download", "satisfy", "reinstall"}, c.Verb)
}

// removesAptLists matches a removal of the package lists, or of a folder above
// them; apt 2.7.8 and later have a command for it.
var removesAptLists = regexp.MustCompile(`\brm\s[^;&|]*/var/lib/(?:apt|\*|\{)|\bfind\s+/var/lib/apt\b[^;&|]*-delete|\bapt(?:-get)?\s+(?:-\S+\s+)*dist-?clean\b`)

func cleansAptLists(s *syntax.Script, in *syntax.Instruction) bool {
	text := in.Joined.Text
	if len(in.Heredocs) > 0 {
		text = in.Text()
	}
	return (strings.Contains(text, "/var/lib/") || strings.Contains(text, "clean")) && removesAptLists.MatchString(text)
}

// keepsOutOfLayer reports whether a RUN mounts something over a path, or a
// folder above or below it, so that what is written there is not in the layer.
func keepsOutOfLayer(in *syntax.Instruction, path string) bool {
	run, ok := in.Parsed.(*instructions.RunCommand)
	if !ok {
		return false
	}
	for _, m := range instructions.GetMounts(run) {
		target := strings.TrimSuffix(m.Target, "/")
		if (m.Type == instructions.MountTypeCache || m.Type == instructions.MountTypeTmpfs) &&
			(effects.Under(path, target) || effects.Under(target, path)) {
			return true
		}
	}
	return false
}
