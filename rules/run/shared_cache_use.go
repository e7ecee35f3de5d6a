package run

import (
	"path"
	"slices"
	"strings"

	"github.com/drydock-dev/drydock/effects"
	"github.com/drydock-dev/drydock/facts"
	"github.com/drydock-dev/drydock/images"
	"github.com/drydock-dev/drydock/syntax/dockerfile"
	"github.com/drydock-dev/drydock/syntax/shell"
)

// cacheUse is the RUNs of a stage that use one cache.
type cacheUse struct {
	cache *shell.Cache
	stage *dockerfile.Stage
	runs  []*dockerfile.Instruction
}

// addUse adds a RUN that uses a cache: to those of its stage where one is there.
func addUse(uses []cacheUse, in *dockerfile.Instruction, cache *shell.Cache) []cacheUse {
	i := slices.IndexFunc(uses, func(u cacheUse) bool { return u.cache == cache && u.stage == in.Stage })
	if i < 0 {
		return append(uses, cacheUse{cache, in.Stage, []*dockerfile.Instruction{in}})
	}
	if !slices.Contains(uses[i].runs, in) {
		uses[i].runs = append(uses[i].runs, in)
	}
	return uses
}

// targets returns the folders to mount, and the options that give them to the user of the RUNs. There are none
// where the folders, the user or the manager's settings aren't known to be the usual ones.
func (u *cacheUse) targets(known *facts.Facts) (targets []string, owner string) {
	base := known.Base(u.stage)
	home, owner, ok := cacheHome(known, u.runs[0])
	if !ok || u.movesCache() {
		return nil, ""
	}
	for _, in := range u.runs {
		if in.Before.User != u.runs[0].Before.User || mountsCache(in, u.cache) || !u.plain(known, in) {
			return nil, ""
		}
	}
	folders, moved := u.cache.Images[base.Repository]
	if !moved {
		folders = u.cache.Mounts
	}
	for _, f := range folders {
		target := strings.Replace(f, "~", home, 1)
		if owner != "" && path.Dir(target) != home {
			return nil, "" // the folder in between would be root's
		}
		targets = append(targets, target)
	}
	return targets, owner
}

// plain reports whether all calls in a RUN that use the cache are its own user's, and use it as it is.
func (u *cacheUse) plain(known *facts.Facts, in *dockerfile.Instruction) bool {
	for _, call := range in.Script().AllPackageCalls() {
		if !slices.Contains(u.cache.Managers, call.Manager) {
			continue
		}
		moves := call.Has("--cache-dir", "--cache", "--store-dir", "--cache-folder", "-g", "--gradle-user-home", "--root", "--target-dir")
		if call.Command.Via != nil || len(call.Command.Wrappers) > 0 || moves || u.cache.Root(call) != "" || call.Command.Program() == "pipx" {
			return false
		}
		if call.Manager == "pip" && pipConfigured(known, in, call) {
			return false
		}
	}
	family := known.Base(u.stage).Distro
	return !u.cache.Locked || len(in.Script().Steps) > 0 && (family == images.Debian || family == images.Ubuntu)
}

// movesCache reports whether the file sets a variable that moves the cache, or turns it off.
func (u *cacheUse) movesCache() bool {
	last := u.runs[len(u.runs)-1]
	return slices.ContainsFunc(append([]string{"HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME"}, u.cache.Moved...), func(name string) bool {
		if u.stage.Defined(name, last) {
			return true
		}
		return slices.ContainsFunc(u.runs, func(in *dockerfile.Instruction) bool { return in.Mentions(name) })
	})
}

// cacheHome returns the home of a RUN's user and the options of a mount that give it to the user. A mount is
// root's without them.
func cacheHome(known *facts.Facts, in *dockerfile.Instruction) (home, owner string, ok bool) {
	user := containerUser(known, in)
	switch base := known.Base(in.Stage); {
	case user == "root":
		return "/root", "", true
	case user == "node" && base.Repository == "node":
		return "/home/node", ",uid=1000,gid=1000", true
	}
	for _, other := range in.Stage.Instructions {
		for _, c := range effects.Commands(other) {
			if other.Index < in.Index && (c.Program() == "useradd" || c.Program() == "adduser") && slices.Contains(c.Values(), user) && !slices.Contains(c.Values(), "-d") {
				if i := slices.IndexFunc(c.Values(), func(w string) bool { return w == "-u" || w == "--uid" }); i > 0 && i+1 < len(c.Words) && isDigits(c.Words[i+1].Value) {
					return "/home/" + user, ",uid=" + c.Words[i+1].Value, true
				}
			}
		}
	}
	return "", "", false
}

func isDigits(text string) bool { return text != "" && strings.Trim(text, "0123456789") == "" }

// needsLayer reports whether something reads the cache outside the RUNs, which has to find it in a layer: a tool
// that a script calls, a stage that starts from this one, or the program.
func (u *cacheUse) needsLayer(file *dockerfile.File) bool {
	if !u.cache.Reread {
		return false
	}
	for _, s := range file.Stages {
		if s.Parent == u.stage {
			return true
		}
	}
	if start := dockerfile.StartOf(u.stage); start != nil && slices.Contains(u.cache.Managers, strings.TrimSuffix(dockerfile.StartedProgram(start), "w")) {
		return true
	}
	for _, in := range u.stage.Instructions {
		if in.Name != "RUN" || slices.Contains(u.runs, in) {
			continue
		}
		if in.Script() == nil || slices.ContainsFunc(in.Script().AllCommands(), func(c *shell.Command) bool {
			call := c.Package()
			return !effects.OnlyFiles(c.Program()) && (call == nil || slices.Contains(u.cache.Managers, call.Manager))
		}) {
			return true
		}
	}
	return false
}
