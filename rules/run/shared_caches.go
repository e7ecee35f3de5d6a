package run

import (
	"fmt"
	"path"
	"slices"
	"strings"

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
		kept := keptCalls(in, cache, expandsBraces(p.Facts, in))
		i := slices.IndexFunc(kept, func(call *shell.PackageCall) bool { return call.Manager == manager })
		if i < 0 {
			return
		}
		call := kept[i]
		clean := call.Command.Program() + " " + cache.RootOption(call) + words
		var fix *lint.Fix
		if edit, ok := edit.AppendStep(p.File, in, asUser(call.Command)+clean); ok {
			fix = &lint.Fix{Safety: lint.Safe, Note: fmt.Sprintf("Removes %s's downloads in the same layer.", call.Command.Program()), Edits: []lint.Edit{edit}, Calls: lint.AddsCall(asUser(call.Command)+clean, call.Command.Program())}
		}
		message := fmt.Sprintf("%s's downloads stay in this layer and make every pull bigger. Add `%s` to the end of this RUN.", call.Command.Program(), clean)
		p.Report(call.Command.Span, message, fix)
	})
}

// asUser returns the words, with a blank behind them, with which a command runs as another user.
func asUser(c *shell.Command) string {
	if !c.WrappedBy("sudo") {
		return ""
	}
	var b strings.Builder
	for _, w := range c.Wrappers {
		b.WriteString(w.Source + " ")
	}
	return b.String()
}

// keptCalls returns the calls in a RUN's own script that leave files in a cache which no later command
// of the RUN removes. Where a function is called isn't looked at: a clean-up in one counts for all.
func keptCalls(in *dockerfile.Instruction, cache *shell.Cache, braces bool) (kept []*shell.PackageCall) {
	clean := func(c *shell.Command) {
		kept = slices.DeleteFunc(kept, func(call *shell.PackageCall) bool {
			skipped := c.Place.Has(shell.OnFailure) && !call.Command.Place.Has(shell.OnFailure)
			return !skipped && (cache.CleanedBy(c.Package(), call) || removesCache(in, c, cache, cache.Root(call), braces))
		})
	}
	commands := in.Script().AllCommands()
	for _, c := range commands {
		if call := c.Package(); c.Via == nil && cache.FilledBy(call) {
			kept = append(kept, call)
		} else {
			clean(c)
		}
	}
	for _, c := range commands {
		if c.Place.Has(shell.InFunction) {
			clean(c)
		}
	}
	return kept
}

// removesCache reports whether a command removes one of a cache's folders below a root, or what is in it.
func removesCache(in *dockerfile.Instruction, c *shell.Command, cache *shell.Cache, root string, braces bool) bool {
	names, narrowed := c.Removes()
	for _, w := range names {
		for _, pattern := range w.Patterns(braces) {
			pattern = located(in, pattern)
			for _, folder := range cache.Folders {
				folder = path.Join(root, folder)
				if covers(pattern, folder) && (!narrowed || strings.Count(pattern, "/") >= strings.Count(folder, "/")) {
					return true
				}
			}
		}
	}
	return false
}

// covers reports whether a pattern stands for a folder, one above it, or several of the files in it.
func covers(pattern, folder string) bool {
	names := strings.Split(strings.Trim(folder, "/"), "/")
	for i, part := range strings.Split(strings.Trim(pattern, "/"), "/") {
		if i == len(names) {
			return strings.ContainsAny(part, "*?[")
		}
		if ok, err := path.Match(part, names[i]); err != nil || !ok {
			return false
		}
	}
	return true
}

// expandsBraces reports whether the shell of a RUN may make several words of `{a,b}`: all but those
// known not to do.
func expandsBraces(known *facts.Facts, in *dockerfile.Instruction) bool {
	if len(in.Before.Shell) > 0 && shell.Name(in.Before.Shell[0]) != "sh" {
		return !slices.Contains([]string{"ash", "dash"}, shell.Name(in.Before.Shell[0]))
	}
	sh := known.Base(in.Stage).Distro.Family().Sh
	return sh != "dash" && sh != "busybox"
}
