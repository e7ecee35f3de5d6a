package effects

import (
	"path"
	"strings"

	"github.com/drydock-dev/drydock/syntax/dockerfile"
	"github.com/drydock-dev/drydock/syntax/shell"
)

// Ran is a command of a RUN with the folder it runs in.
type Ran struct {
	*shell.Command
	In  *dockerfile.Instruction
	Dir string // "" if it isn't known
}

// Commands returns the commands of a RUN, those of `sh -c '…'` included, each with its folder: the
// working directory, and the script's cd steps before it.
func Commands(in *dockerfile.Instruction) (all []Ran) {
	s := in.Script()
	if s == nil || in.Stage == nil {
		return nil
	}
	dir := in.Before.Workdir
	for _, c := range s.AllCommands() {
		if c.Program() == "cd" && len(c.Words) == 2 && !c.Place.Has(shell.InSubshell) {
			var ok bool
			if dir, ok = (&call{Command: c, in: in, dir: dir}).path(c.Words[1]); !ok {
				dir = ""
			}
		}
		all = append(all, Ran{c, in, dir})
	}
	return all
}

// Path returns the absolute path that a word of the command names, with its variables expanded. Of a
// pattern, it is the folder that the pattern searches. ok is false if the path isn't known.
func (r Ran) Path(w shell.Word) (name string, ok bool) {
	c := &call{Command: r.Command, in: r.In, dir: r.Dir}
	return c.path(w)
}

// Arguments returns the command's words that aren't options. valued are the options that take the
// next word as their value.
func (r Ran) Arguments(valued ...string) []shell.Word {
	return (&call{Command: r.Command}).arguments(valued...)
}

// MakesFolders returns the folders that a command makes by itself: those of mkdir and `install -d`.
// ok is false if a variable that isn't known names one of them. Those below a folder that isn't known
// are left out.
func (r Ran) MakesFolders() (names []string, ok bool) {
	valued := []string{"-m", "--mode"}
	switch r.Program() {
	case "mkdir":
	case "install":
		if !r.isInstallOfFolders() {
			return nil, true
		}
		valued = append(valued, "-o", "--owner", "-g", "--group")
	default:
		return nil, true
	}
	unknown := false
	for _, w := range r.Arguments(valued...) {
		name, known := r.Path(w)
		switch {
		case known:
			names = append(names, path.Clean(name))
		case r.Dir != "" || strings.HasPrefix(strings.Trim(w.Source, `"`), "$"):
			unknown = true // not just a folder below one that isn't known
		}
	}
	return names, !unknown
}

// isInstallOfFolders reports whether an install has the option -d, which makes folders.
func (r Ran) isInstallOfFolders() bool {
	for _, w := range r.Words[1:] {
		short := strings.HasPrefix(w.Value, "-") && !strings.HasPrefix(w.Value, "--")
		if w.Value == "--directory" || short && strings.Contains(w.Value, "d") {
			return true
		}
	}
	return false
}

// OnlyFiles reports whether a program only makes, moves and removes files, accounts or text, so that
// it doesn't matter to it who owns the files it works on.
func OnlyFiles(program string) bool {
	switch f := familyOf(program); {
	case f == nil:
		return false
	default:
		return f.programs[0] == files.programs[0] || f.programs[0] == users.programs[0] || f.programs[0] == plain.programs[0] || f.programs[0] == edited.programs[0]
	}
}
