package rules

import (
	"path"
	"slices"
	"strings"

	"github.com/drydock-dev/drydock/syntax"
	"github.com/drydock-dev/drydock/syntax/compose"
)

var composeAnonymousVolume = &Rule{
	ID:       "compose-anonymous-volume",
	Kinds:    []syntax.Kind{syntax.Compose},
	Severity: Info,
	Profile:  Recommended,
	Since:    "1.0",
	Summary:  "a volume without a name: its data is left behind and not found again",
	Doc: "A volume that has only a place in the container gets a random name. The next container of\n" +
		"the service may get another one, empty; the old one stays on the disk and nobody knows\n" +
		"what it was. A name makes it the same volume each time. A VOLUME of the Dockerfile that\n" +
		"a service builds is such a volume too.\n\n" +
		"Places that hide installed packages from a bind mount (`node_modules`, `vendor`, `.venv`,\n" +
		"`site-packages` and the like) are meant to be thrown away and are left alone.",
	FixDoc: "None: what is in the volume now would not be in the named one.",
	Check: func(p *Pass) {
		p.services(func(s compose.Service) {
			for _, m := range mounts(s) {
				if m.source != "" || m.kind == "tmpfs" || !path.IsAbs(m.target) || throwaway(m.target) {
					continue
				}
				p.Report(itemSpan(s, "volumes", m.value), "This volume has no name: a new container may get another, empty one, and what is in this one is left behind. Name it, as in `"+s.Name+"-data:"+m.target+"`.", nil)
			}
			for _, place := range p.volumesOf(s) {
				if !throwaway(place) && !slices.ContainsFunc(mounts(s), func(m mount) bool { return path.Clean(m.target) == place || strings.Contains(m.target, "$") }) && s.Get("tmpfs") == nil {
					p.Report(at(s, "build"), "The image that is built here declares `"+place+"` as a volume, and it gets no name: a new container may get another, empty one. Name it, as in `"+s.Name+"-data:"+place+"`.", nil)
				}
			}
		})
	},
}

// throwaway reports whether a place holds what can be made again.
func throwaway(place string) bool {
	switch base := strings.ToLower(path.Base(path.Clean(place))); base {
	case "node_modules", "vendor", ".venv", "venv", "dist", "build", "target", "tmp", "cache", ".cache", ".next", ".nuxt", "__pycache__", "bin", "obj", "_build", "deps", "bundle", "packages", "site-packages", "dist-packages":
		return true
	}
	return false
}
