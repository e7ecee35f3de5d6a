package run

import (
	"slices"
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
	return slices.ContainsFunc(mountTargets(in), func(target string) bool { return effects.Under(path, target) || effects.Under(target, path) })
}

// mountTargets returns the folders over which a RUN mounts a cache or tmpfs.
func mountTargets(in *dockerfile.Instruction) (targets []string) {
	run, ok := in.Parsed.(*instructions.RunCommand)
	if !ok {
		return nil
	}
	for _, m := range instructions.GetMounts(run) {
		if m.Type == instructions.MountTypeCache || m.Type == instructions.MountTypeTmpfs {
			targets = append(targets, strings.TrimSuffix(m.Target, "/"))
		}
	}
	return targets
}
