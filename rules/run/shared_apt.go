package run

import (
	"strings"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"

	"github.com/drydock-dev/drydock/effects"
	"github.com/drydock-dev/drydock/syntax/dockerfile"
)

// listsAlone is the topic of package lists in a layer of their own that no fix joins with an install.
// Once they are fetched where they are used, there is another RUN to clean. Where a fix joins them,
// it goes on to clean that RUN, and both are told.
const listsAlone = "package lists in a layer of their own"

// keepsOutOfLayer reports whether a RUN mounts a cache or tmpfs over a path, or over a folder
// above or below it. What is written there stays out of the layer.
func keepsOutOfLayer(in *dockerfile.Instruction, path string) bool {
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
