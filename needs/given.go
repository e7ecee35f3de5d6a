package needs

import (
	"regexp"
	"slices"
	"strings"

	"github.com/drydock-dev/drydock/effects"
	"github.com/drydock-dev/drydock/syntax/shell"
)

// openMode matches the modes of chmod that let everybody write.
var openMode = regexp.MustCompile(`^(?:[0-7]?[0-7][0-7][2367]|[augo]*o[augo]*[+=][rxXst]*w[rwxXst]*|a?[+=][rxXst]*w[rwxXst]*)$`)

// IsGiven reports whether the file lets a user write to a folder already: it is the user's home, or a
// command changes the owner or the mode of the folder, after the last COPY that puts files of root there.
func (p *Program) IsGiven(folder Folder, a Account) bool {
	last := 0
	for in := range p.instructions() {
		if isCopyBelow(in, folder.Path) && !p.isOwner(a, in, in.FlagValue("chown")) {
			last = in.Index
		}
	}
	if last == 0 && a.Home == folder.Path {
		return true
	}
	return slices.ContainsFunc(p.commands, func(c effects.Ran) bool {
		return c.In.Index > last && p.gives(c, folder, a)
	})
}

// gives reports whether a command gives a folder to a user.
func (p *Program) gives(c effects.Ran, folder Folder, a Account) bool {
	recursive := slices.ContainsFunc(c.Values(), func(w string) bool {
		return w == "--recursive" || strings.HasPrefix(w, "-") && strings.Contains(w, "R")
	})
	arguments := c.Arguments("-o", "--owner", "-g", "--group", "-m", "--mode")
	switch c.Program() {
	case "chown", "chmod":
		if len(arguments) == 0 || c.Program() == "chown" && !p.isOwner(a, c.In, textOf(arguments[0])) || c.Program() == "chmod" && !openMode.MatchString(arguments[0].Value) {
			return false
		}
		arguments = arguments[1:]
	case "install":
		owner := slices.IndexFunc(c.Words, func(w shell.Word) bool { return w.Value == "-o" || w.Value == "--owner" })
		if owner < 0 || owner+1 >= len(c.Words) || !p.isOwner(a, c.In, textOf(c.Words[owner+1])) {
			return false
		}
	default:
		return false
	}
	return slices.ContainsFunc(arguments, func(w shell.Word) bool {
		name, known := c.Path(w)
		return known && (name == folder.Path || recursive && effects.Under(folder.Path, name))
	})
}

// CanChownCopies reports whether the COPYs of a folder can name a user as the owner: it exists when
// they run, or can be created before them, and its group is known.
func (p *Program) CanChownCopies(f Folder, a Account) bool {
	return len(f.Copies) > 0 && a.Group != "" && (a.Made == nil || a.Made.In.Index < f.Copies[0].Index)
}
