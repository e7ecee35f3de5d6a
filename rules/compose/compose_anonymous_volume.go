package compose

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/drydock-dev/drydock/images"
	"github.com/drydock-dev/drydock/lint"
	"github.com/drydock-dev/drydock/syntax/compose"
)

var AnonymousVolume = &lint.Rule{
	ID:       "compose-anonymous-volume",
	Severity: lint.Info,
	Profile:  lint.Recommended,
	Since:    "1.0",
	Summary:  "a volume without a name: the next container may not get its data",
	Doc: "A volume that names only a path in the container gets a random name. The service's next\n" +
		"container may get another, empty one. The old volume stays on the disk, and nothing says\n" +
		"what it holds. With a name, every container gets the same volume. A `VOLUME` in the\n" +
		"Dockerfile that a service builds is such a volume too.\n\n" +
		"Paths that usually keep installed packages out of a bind mount's reach (`node_modules`,\n" +
		"`vendor`, `.venv`, `site-packages` and the like) are meant to be thrown away. The rule\n" +
		"skips them.",
	FixDoc: "None: the named volume would start without the data in the current one.",
	Check: lint.Compose(func(p *lint.ComposePass) {
		p.File.EachService(func(s compose.Service) {
			store, _ := images.StoreOf(s)
			for _, m := range compose.Mounts(s) {
				if m.Source != "" || m.Kind == "tmpfs" || !path.IsAbs(m.Target) || throwaway(m.Target) {
					continue
				}
				p.Report(compose.ItemSpan(s, "volumes", m.Value), fmt.Sprintf(
					"This volume has no name: a new container may start with an empty one and leave this data behind. Name it, for example `%s-data:%s`.",
					s.Name, store.PlaceFor(m.Target)), nil)
			}
			for _, place := range p.Facts.VolumesOf(p.File, s) {
				if !throwaway(place) && !slices.ContainsFunc(compose.Mounts(s), func(m compose.Mount) bool { return path.Clean(m.Target) == place || strings.Contains(m.Target, "$") }) && s.Get("tmpfs") == nil {
					p.Report(compose.At(s, "build"), fmt.Sprintf(
						"A new container may start with an empty `%s`: this image declares it as a volume without a name. Name it, for example `%s-data:%s`.",
						place, s.Name, place), nil)
				}
			}
		})
	}),
}

// throwaway reports whether the files at a path can be installed or generated again.
func throwaway(place string) bool {
	switch base := strings.ToLower(path.Base(path.Clean(place))); base {
	case "node_modules", "vendor", ".venv", "venv", "dist", "build", "target", "tmp", "cache", ".cache", ".next", ".nuxt", "__pycache__", "bin", "obj", "_build", "deps", "bundle", "packages", "site-packages", "dist-packages":
		return true
	}
	return false
}
