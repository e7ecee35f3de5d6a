package run

import (
	"path"
	"slices"
	"strings"

	"github.com/drydock-dev/drydock/facts"
	"github.com/drydock-dev/drydock/syntax/dockerfile"
	"github.com/drydock-dev/drydock/syntax/shell"
)

// What removes from a package manager's cache what an earlier command left there.

// maxFiles is into how many files of shell code a RUN is followed. Handwritten ones use a few.
const maxFiles = 20

// fileReader follows the commands of a RUN into files of shell code.
type fileReader struct {
	known   *facts.Facts
	in      *dockerfile.Instruction
	sourced *shell.Script // the last file that the RUN sourced, for its functions
	read    int
}

// ranBy returns the file that a command runs, or what calls a function of a sourced one; nil for neither.
func (f *fileReader) ranBy(r shell.Run) *shell.Script {
	if f.read == maxFiles {
		return nil
	}
	ran := f.known.ScriptOf(f.in, r.Command, r.Dir)
	switch {
	case ran != nil && r.Sources():
		f.sourced = ran
	case ran == nil && f.sourced != nil && f.sourced.Defines(r.Program()):
		ran = shell.ParseText(slices.Concat(f.sourced.Text, []byte("\n"+r.Program())))
	}
	if ran != nil {
		f.read++
	}
	return ran
}

// cleansUp reports whether a command, or the script that it runs (nil for none that is known), removes from
// a cache what an earlier command left there.
func cleansUp(known *facts.Facts, in *dockerfile.Instruction, cache *shell.Cache, r shell.Run, ran *shell.Script, filled shell.Run) bool {
	if r.Excludes(filled) || r.Place.Has(shell.OnFailure) && !filled.Place.Has(shell.OnFailure) {
		return false
	}
	script := containerUser(known, in)
	c := cleanup{known: known, in: in, cache: cache, filled: filled.Package(), filler: filled.User(script), script: in.Script(), user: script}
	if c.by(r) {
		return true
	}
	if ran == nil {
		return false
	}
	c.script, c.user = ran, r.User(script)
	return slices.ContainsFunc(ran.Runs(), c.by)
}

// cleanup is what is asked of the commands of a script: whether they remove what a call left in a cache.
type cleanup struct {
	known  *facts.Facts
	in     *dockerfile.Instruction
	cache  *shell.Cache
	filled *shell.PackageCall
	filler string // the user of that call

	script *shell.Script
	user   string // who runs the script
}

// by reports whether a command removes it.
func (c cleanup) by(r shell.Run) bool {
	user := r.User(c.user)
	if c.cache.CleanedBy(r.Package(), c.filled) {
		return user == c.filler || user == "" || c.filler == ""
	}
	if user != c.filler && user != "root" && user != "" && c.filler != "" {
		return false // it may not
	}
	names, narrowed := r.Removes()
	for _, w := range names {
		for _, pattern := range w.Patterns(expandsBraces(c.known, c.in)) {
			for _, name := range c.expanded(pattern) {
				if c.covers(c.located(r, name), narrowed) {
					return true
				}
			}
		}
	}
	return false
}

// covers reports whether a pattern stands for one of the cache's folders, or what is in it.
func (c cleanup) covers(pattern string, narrowed bool) bool {
	for _, folder := range c.cache.Folders {
		if rest, inHome := strings.CutPrefix(folder, "~"); inHome {
			folder = c.home(c.filler) + rest
		} else {
			folder = path.Join(c.cache.Root(c.filled), folder)
		}
		if covers(pattern, folder) && (!narrowed || strings.Count(pattern, "/") >= strings.Count(folder, "/")) {
			return true
		}
	}
	return false
}

// expanded returns what a pattern that begins with a variable may stand for, where the script or the file
// gives it a value.
func (c cleanup) expanded(pattern string) (all []string) {
	if !strings.HasPrefix(pattern, "$") {
		return []string{pattern}
	}
	name, rest, _ := strings.Cut(pattern[1:], "/")
	if rest != "" {
		rest = "/" + rest
	}
	for _, v := range c.script.Variables() {
		if v.Name == name {
			all = append(all, v.Value.Patterns(false)[0]+rest)
		}
	}
	if value, ok := c.in.Stage.Var(name, c.in); ok && len(all) == 0 {
		all = append(all, value+rest)
	}
	return append(all, pattern)
}

// located returns the path of a name that a command is given, without `~`.
func (c cleanup) located(r shell.Run, name string) string {
	if name != "" && !strings.ContainsRune("/~$", rune(name[0])) {
		if r.Dir == "" {
			return ""
		}
		name = path.Join(r.Dir, name)
	}
	name = located(c.in, name)
	if rest, inHome := strings.CutPrefix(name, "~"); inHome {
		return c.home(r.ShellUser(c.user)) + rest
	}
	return name
}

// home returns the home of a user: for the one that the RUN runs as, what HOME says if the file sets it.
func (c cleanup) home(user string) string {
	if value, ok := c.in.Stage.Var("HOME", c.in); ok && user == containerUser(c.known, c.in) {
		return value
	}
	return facts.HomeOf(user)
}

// containerUser returns the user that a RUN runs as, "" where nothing tells.
func containerUser(known *facts.Facts, in *dockerfile.Instruction) string {
	user, _, _ := strings.Cut(in.Before.User, ":")
	switch {
	case user == "0":
		return "root"
	case user == "" && in.Stage != nil:
		return known.Base(in.Stage).User
	}
	return user
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
