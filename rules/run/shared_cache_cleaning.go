package run

import (
	"path"
	"slices"
	"strings"

	"github.com/drydock-dev/drydock/effects"
	"github.com/drydock-dev/drydock/lint"
	"github.com/drydock-dev/drydock/lint/edit"
	"github.com/drydock-dev/drydock/syntax/dockerfile"
	"github.com/drydock-dev/drydock/syntax/shell"
)

// withoutCleaning returns the edits that remove what keeps downloads out of the image from a RUN: options,
// steps, and words of an `rm`. It declares what it changes. ok is false if something that empties the cache can't
// be removed, or would fail: a mounted folder can't be deleted from above.
func (u *cacheUse) withoutCleaning(file *dockerfile.File, in *dockerfile.Instruction, targets []string, changes *lint.Calls) (edits []lint.Edit, ok bool) {
	s := in.Script()
	drop := map[*shell.Command]bool{}
	for _, c := range s.AllCommands() {
		words, whole, known := u.emptied(c, targets)
		switch {
		case !known:
			return nil, false
		case whole:
			drop[c] = true
		}
		for _, w := range words {
			if whole {
				break
			}
			edits = append(edits, edit.RemoveWord(file, in, w))
			changes.Rewrites = append(changes.Rewrites, lint.Rewrite{Program: c.Program(), Old: " " + atHome(w.Source, targets)})
		}
	}
	if len(drop) > 0 {
		steps, plain := edit.RemoveSteps(file, in, func(step shell.Step) bool { return drop[step.Command] })
		edits = append(edits, steps...)
		for _, step := range s.Steps {
			if drop[step.Command] {
				var call []string
				for _, word := range step.Command.Words {
					call = append(call, atHome(word.Value, targets))
				}
				changes.Removes = append(changes.Removes, strings.Join(call, " "))
				delete(drop, step.Command)
			}
		}
		if !plain || len(drop) > 0 { // it stands in a branch, or in another shell
			return nil, false
		}
	}
	for _, call := range s.AllPackageCalls() {
		for _, o := range call.Options {
			if slices.Contains(u.cache.Managers, call.Manager) && (o.Value == "--no-cache-dir" || o.Value == "--no-cache") {
				edits = append(edits, edit.RemoveWord(file, in, o))
				changes.Rewrites = append(changes.Rewrites, lint.Rewrite{Program: call.Command.Program(), Old: " " + o.Value})
			}
		}
	}
	return edits, true
}

// atHome writes the home of the user whose folders are mounted for `~`.
func atHome(text string, targets []string) string {
	if names := strings.SplitN(targets[0], "/", 4); names[1] == "home" {
		return strings.ReplaceAll(text, "~", "/home/"+names[2])
	}
	return strings.ReplaceAll(text, "~", "/root")
}

// emptied returns the words of a command that name what is mounted. whole is true if the command does nothing
// but empty the cache. ok is false if it may empty the cache in a way that can't be told.
func (u *cacheUse) emptied(c *shell.Command, targets []string) (words []shell.Word, whole, ok bool) {
	if call := c.Package(); call != nil && slices.Contains(u.cache.Managers, call.Manager) {
		return nil, call.Cleans() || u.cache.Locked && slices.Contains([]string{"clean", "autoclean"}, call.Verb), true
	}
	names, narrowed := c.Removes()
	for _, w := range names {
		name := path.Clean(strings.TrimSuffix(atHome(strings.Trim(w.Source, `"'`), targets), "/*"))
		above := slices.ContainsFunc(targets, func(t string) bool { return t != name && effects.Under(t, name) })
		switch {
		case above || strings.ContainsAny(name, "{"):
			return nil, false, false
		case slices.ContainsFunc(targets, func(t string) bool { return effects.Under(name, t) }):
			words = append(words, w)
		}
	}
	if len(words) > 0 && (narrowed || c.Program() != "rm") {
		return nil, false, false
	}
	return words, len(words) > 0 && len(words) == len(names), true
}
