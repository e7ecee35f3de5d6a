package run

import (
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/drydock-dev/drydock/effects"
	"github.com/drydock-dev/drydock/facts"
	"github.com/drydock-dev/drydock/syntax/dockerfile"
	"github.com/drydock-dev/drydock/syntax/shell"
)

// accessChange is a call of chown or chmod in a RUN.
type accessChange struct {
	in        *dockerfile.Instruction
	command   *shell.Command
	flag      string      // the flag of COPY that does the same: "chown" or "chmod"
	value     string      // the owner or mode; "" if a variable has it
	recursive *shell.Word // the option -R, nil without
	targets   []shell.Word
	plain     bool // there are no options but -R
}

// accessChangeOf reads a call of chown or chmod. ok is false for one without targets.
func accessChangeOf(in *dockerfile.Instruction, c *shell.Command) (a accessChange, ok bool) {
	a = accessChange{in: in, command: c, flag: c.Program(), plain: len(c.Wrappers) == 0}
	var words []shell.Word
	for i, w := range c.Words[1:] {
		switch {
		case w.Value == "-R" || w.Value == "--recursive":
			a.recursive = &c.Words[i+1]
		case accessOptions.MatchString(w.Value):
			a.plain = false
			if strings.Contains(w.Value, "R") && a.recursive == nil {
				a.recursive = &c.Words[i+1]
			}
		default:
			words = append(words, w)
		}
	}
	if len(words) < 2 {
		return a, false
	}
	if words[0].Literal {
		a.value = words[0].Value
	}
	a.targets = words[1:]
	return a, true
}

// accessOptions matches options of chown and chmod. A mode may start with a dash too.
var accessOptions = regexp.MustCompile(`^-(?:[RfvchHLP]+|-\S+)$`)

// bringsFile reports whether a COPY brings one file, going by its source's name if the context doesn't
// tell.
func bringsFile(in *dockerfile.Instruction, context *effects.Context) bool {
	sources, _, _ := in.Sources()
	name := strings.TrimPrefix(path.Clean("/"+sources[0].Text), "/")
	if len(sources) != 1 || name == "" {
		return false
	}
	if context != nil && !in.HasFlag("from") {
		if info, err := context.Stat(name); err == nil {
			return !info.IsDir()
		}
	}
	return path.Ext(name) != ""
}

// copiedTo returns the COPYs above an instruction, in its stage, that write to a path or below it, the
// last one first. It skips those that have a flag.
func copiedTo(in *dockerfile.Instruction, target shell.Word, flag string) (copies []*dockerfile.Instruction) {
	if !target.Literal || strings.HasPrefix(target.Value, "-") {
		return nil
	}
	name := target.Value
	if !path.IsAbs(name) {
		if in.Before.Workdir == "" {
			return nil
		}
		name = path.Join(in.Before.Workdir, name)
	}
	name = path.Clean(name)
	if name == "/" {
		return nil
	}
	for _, other := range slices.Backward(in.Stage.Instructions) {
		if _, _, ok := other.Sources(); !ok || other.Index > in.Index || other.HasFlag(flag) {
			continue
		}
		if slices.ContainsFunc(dockerfile.BroughtTo(other), func(d string) bool { return effects.Under(d, name) }) {
			copies = append(copies, other)
		}
	}
	return copies
}

// executable returns the mode of a file that a mode for chmod makes executable: of 644 if it adds bits.
func executable(mode string) (octal string, known bool) {
	switch strings.TrimPrefix(mode, "0") {
	case "+x", "a+x", "ugo+x", "+rx", "a+rx", "755":
		return "755", true
	}
	return "", false
}

// isExecutable reports whether a file of the repository is known to be executable for everyone.
func isExecutable(known *facts.Facts, name string) bool {
	if known.Tree == nil || name == "" {
		return false
	}
	f, err := known.Tree.Open(name)
	if err != nil {
		return false
	}
	defer f.Close()
	info, err := f.Stat()
	return err == nil && info.Mode().IsRegular() && info.Mode().Perm()&0o111 == 0o111
}
