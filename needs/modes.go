package needs

import (
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/drydock-dev/drydock/effects"
	"github.com/drydock-dev/drydock/syntax/dockerfile"
	"github.com/drydock-dev/drydock/syntax/shell"
)

// Modes of chmod that take something from the other users: all of it, or only the right to run a file.
var (
	closedMode = regexp.MustCompile(`^(?:[0-7]?[0-7][0-7][0123]|(?:go|o|og)-[rwx]*r[rwx]*|(?:go|o|og)=|u=[rwx]+,go=)$`)
	ownersMode = regexp.MustCompile(`^(?:[0-7]?[1357][0-7][0246]|ug?\+[rwx]*x[rwx]*|ug?=[rwx]*x[rwx]*)$`)
)

// closedFile returns a file or folder that a mode keeps from all users but root, and which isn't among
// those that the program's user gets.
func (p *Program) closedFile() string {
	folders, _ := p.Folders()
	closed := func(in *dockerfile.Instruction, mode, name string) string {
		handed := slices.ContainsFunc(folders, func(f Folder) bool { return f.Whole && effects.Under(name, f.Path) })
		if handed || !closedMode.MatchString(mode) && !(ownersMode.MatchString(mode) && p.starting(name)) {
			return ""
		}
		return fmt.Sprintf("line %d lets only root use `%s`: decide which mode it gets", in.Line, name)
	}
	for _, c := range p.commands {
		arguments := c.Arguments("--reference")
		if c.Program() != "chmod" || len(arguments) < 2 || p.isChowned(c) || c.In.Before.User != "" && c.In.Before.User != "root" {
			continue
		}
		for _, w := range arguments[1:] {
			name, known := c.Path(w)
			if obstacle := closed(c.In, arguments[0].Value, name); known && obstacle != "" {
				return obstacle
			}
		}
	}
	for in := range p.instructions() {
		if _, _, ok := in.Sources(); ok && in.HasFlag("chmod") && !in.HasFlag("chown") {
			for _, name := range dockerfile.Destinations(in) {
				if obstacle := closed(in, in.FlagValue("chmod"), path.Clean(name)); obstacle != "" {
					return obstacle
				}
			}
		}
	}
	return ""
}

// isChowned reports whether the file gives the files of a chmod to a user as well, or removes them.
func (p *Program) isChowned(chmod effects.Ran) bool {
	last := chmod.Words[len(chmod.Words)-1]
	name, known := chmod.Path(last)
	return known && slices.ContainsFunc(p.commands, func(c effects.Ran) bool {
		if c.Program() != "chown" && c.Program() != "rm" {
			return false
		}
		return slices.ContainsFunc(c.Arguments(), func(w shell.Word) bool {
			other, known := c.Path(w)
			return known && strings.HasPrefix(other, "/") && effects.Under(name, other)
		})
	})
}

// starting reports whether a file is the program that starts.
func (p *Program) starting(name string) bool {
	return slices.ContainsFunc(p.starts, func(s start) bool {
		if strings.Contains(s.words[0], "/") {
			return path.Join("/", p.workdir(), s.words[0]) == name || path.Clean(s.words[0]) == name
		}
		return s.words[0] == path.Base(name) && strings.Contains(name, "/bin/")
	})
}
