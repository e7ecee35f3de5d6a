package run

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/drydock-dev/drydock/effects"
	"github.com/drydock-dev/drydock/facts"
	"github.com/drydock-dev/drydock/lint"
	"github.com/drydock-dev/drydock/lint/edit"
	"github.com/drydock-dev/drydock/syntax/dockerfile"
	"github.com/drydock-dev/drydock/syntax/shell"
)

// leavesCache reports installs by a package manager whose downloads stay in the layer. The fix
// adds the command that removes them, the manager's own with these words, to the end of the RUN.
func leavesCache(p *lint.DockerfilePass, manager, words string) {
	cache := shell.CacheOf(manager)
	p.File.ShellRuns(func(in *dockerfile.Instruction, _ *shell.Script) {
		if !p.File.Ships(in.Stage) || slices.ContainsFunc(cache.Folders, func(f string) bool { return keepsOutOfLayer(in, f) }) {
			return
		}
		kept := keptCalls(p.Facts, in, cache)
		i := slices.IndexFunc(kept, func(call *shell.PackageCall) bool { return call.Manager == manager })
		if i < 0 {
			return
		}
		call := kept[i]
		clean := call.Command.Program() + " " + cache.RootOption(call) + words
		message := fmt.Sprintf("%s's downloads stay in this layer and make every pull bigger. Add `%s` to the end of this RUN.", call.Command.Program(), clean)
		p.Report(call.Command.Span, message, cleanAfter(p.File, in, call, clean, fmt.Sprintf("Removes %s's downloads in the same layer.", call.Command.Program())))
	})
}

// cleanAfter returns the fix that adds a manager's own clean-up to the end of a RUN, nil where the script
// doesn't get there, or where only one of its branches has the manager.
func cleanAfter(file *dockerfile.File, in *dockerfile.Instruction, call *shell.PackageCall, clean, note string) *lint.Fix {
	if call.Command.Place.Optional() {
		return nil
	}
	step, ok := edit.AppendStep(file, in, call.Command, clean)
	if !ok {
		return nil
	}
	user, _ := call.Command.UserWords()
	return &lint.Fix{Safety: lint.Safe, Note: note, Edits: []lint.Edit{step}, Calls: lint.AddsCall(user+clean, call.Command.Program())}
}

// movedCache returns the cache of a manager, in the folder that a variable names for it if the file sets
// the variable.
func movedCache(in *dockerfile.Instruction, manager, variable string) *shell.Cache {
	cache := *shell.CacheOf(manager)
	if folder, ok := in.Stage.Var(variable, in); ok && folder != "" {
		cache.Folders = []string{folder}
	}
	return &cache
}

// mountsCache reports whether a RUN mounts a cache or tmpfs over a cache's folder, in any home.
func mountsCache(in *dockerfile.Instruction, cache *shell.Cache) bool {
	for _, target := range mountTargets(in) {
		for _, folder := range cache.Folders {
			inHome, below := strings.CutPrefix(folder, "~/")
			if effects.Under(folder, target) || effects.Under(target, folder) || below && (strings.HasSuffix(target, "/"+inHome) || strings.HasSuffix(target, "/"+path.Dir(inHome))) {
				return true
			}
		}
	}
	return false
}

// keptCalls returns the calls in a RUN that leave files in a cache which nothing removes after them: no
// command of the RUN, and no script that it runs and that is known.
func keptCalls(known *facts.Facts, in *dockerfile.Instruction, cache *shell.Cache) (kept []*shell.PackageCall) {
	if !slices.ContainsFunc(in.Script().AllPackageCalls(), cache.FilledBy) {
		return nil
	}
	filling := []shell.Run{}
	files := fileReader{known: known, in: in}
	for _, r := range in.Script().Runs() {
		if cache.FilledBy(r.Package()) {
			filling = append(filling, r)
			continue
		}
		if len(filling) == 0 && !r.Sources() {
			continue // there is nothing to clean yet
		}
		ran := files.ranBy(r)
		filling = slices.DeleteFunc(filling, func(filled shell.Run) bool { return cleansUp(known, in, cache, r, ran, filled) })
	}
	for _, r := range filling {
		kept = append(kept, r.Package())
	}
	return kept
}
