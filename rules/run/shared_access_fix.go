package run

import (
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/drydock-dev/drydock/effects"
	"github.com/drydock-dev/drydock/facts"
	"github.com/drydock-dev/drydock/lint"
	"github.com/drydock-dev/drydock/lint/edit"
	"github.com/drydock-dev/drydock/syntax/dockerfile"
	"github.com/drydock-dev/drydock/syntax/shell"
)

// copyFlag matches what --chown and --chmod of COPY take: a user with or without a group, an octal mode.
var copyFlag = map[string]*regexp.Regexp{
	"chown": regexp.MustCompile(`^[a-z_0-9][\w-]*(?::[a-z_0-9][\w-]*)?$`),
	"chmod": regexp.MustCompile(`^[0-7]{3,4}$`),
}

// inCopies returns the fix that has COPYs set what a command sets, nil if the command may change other files
// as well. The last COPY is the first in the list.
func inCopies(p *lint.DockerfilePass, a accessChange, copies []*dockerfile.Instruction) *lint.Fix {
	if !a.plain || len(a.targets) != 1 || !copyFlag[a.flag].MatchString(a.value) || a.in.IsTrigger() || len(a.in.Flags)+len(a.in.Heredocs) > 0 {
		return nil
	}
	target := path.Clean(dockerfile.AbsoluteIn(a.in, a.targets[0].Value))
	first := copies[len(copies)-1]
	if slices.ContainsFunc(copies, func(in *dockerfile.Instruction) bool { return !setsAccess(in, a, target) }) || !onlyCopied(p.Facts, p.File, a, first, target) {
		return nil
	}
	fix := &lint.Fix{Safety: lint.Review, Note: "The files get the same owner while they are copied."}
	flag := " --" + a.flag + "=" + a.value
	switch {
	case a.flag == "chmod":
		fix.Note = "The files get the same mode while they are copied. Check that BuildKit builds the image: `--chmod` needs it."
	case !strings.Contains(a.value, ":"): // chown leaves the group, --chown doesn't
		flag += ":0"
	}
	context, _ := p.Facts.BuildContext(p.File)
	switch isFile := dockerfile.Destinations(first)[0] == target && bringsFile(first, context); {
	case isFile:
		without := withoutChange(p, a)
		if without == nil {
			return nil
		}
		fix.Edits, fix.Calls = without.Edits, without.Calls
	case a.recursive == nil:
		return nil
	default: // the folder itself may be older than the COPY
		if !isStep(a.in.Script(), a.command) {
			return nil
		}
		fix.Note += " What the base image has in the folder stays as it is."
		fix.Edits = []lint.Edit{edit.RemoveWord(p.File, a.in, *a.recursive)}
		fix.Calls = lint.RewritesWords(a.flag, " "+a.recursive.Value, "")
	}
	for _, in := range copies {
		fix.Edits = append(fix.Edits, edit.Insert(in.Keyword.End, flag))
	}
	return fix
}

// setsAccess reports whether a COPY can set what a command sets: all that it brings is below the target. Files
// of other stages may have a group that isn't root's.
func setsAccess(in *dockerfile.Instruction, a accessChange, target string) bool {
	numeric := strings.Trim(a.value, "0123456789:") == ""
	grouped := a.flag == "chmod" || strings.Contains(a.value, ":") || !in.HasFlag("from")
	return (in.Name == "COPY" || dockerfile.CopiesAll(in)) && grouped && !in.IsTrigger() && len(in.Heredocs) == 0 && (numeric || !in.HasFlag("link")) &&
		!slices.ContainsFunc(dockerfile.Destinations(in), func(d string) bool { return !effects.Under(path.Clean(d), target) })
}

// onlyCopied reports whether nothing but COPYs is known to write to a target before a command, and
// nothing from the first COPY on makes the owner that the command names or depends on what they bring.
func onlyCopied(known *facts.Facts, file *dockerfile.File, a accessChange, first *dockerfile.Instruction, target string) bool {
	context, _ := known.BuildContext(file)
	below := effects.Effect{Reads: []effects.Place{{Kind: effects.Below, Name: target}}}
	owner, _, _ := strings.Cut(a.value, ":")
	uses := effects.Effect{Reads: []effects.Place{{Kind: effects.Account, Name: owner}}}
	for _, in := range a.in.Stage.Instructions {
		if in.Name != "RUN" || in.Index > a.in.Index {
			continue
		}
		var e effects.Effect
		if s := in.Script(); s != nil && s.Tree != nil && len(in.Heredocs) == 0 && (in == a.in || slices.ContainsFunc(s.Commands, changesAccess)) {
			e = effects.OfScript(in, otherSteps(file, in, a.command), context)
		} else {
			e = effects.Of(in, context)
		}
		if e.Class == effects.System { // packages write to folders above, and hardly to what COPY brings
			e.Writes = slices.DeleteFunc(e.Writes, func(p effects.Place) bool {
				return p.Kind == effects.Below && p.Name != target && effects.Under(target, p.Name)
			})
		}
		switch {
		case e.Unknown != "" && in.Index < first.Index && !effects.Under(in.Before.Workdir, target):
			// It's not known to write there.
		case !effects.Independent(below, e), in.Index > first.Index && !effects.Independent(uses, e):
			return false
		}
	}
	return true
}

// otherSteps returns the steps of a RUN up to a command, those left out that only change owners and modes.
func otherSteps(file *dockerfile.File, in *dockerfile.Instruction, until *shell.Command) string {
	var texts []string
	for _, step := range in.Script().Steps {
		if step.Command == until {
			break
		}
		if step.Command == nil || !changesAccess(step.Command) {
			texts = append(texts, file.Text(step.Span))
		}
	}
	return strings.Join(texts, " && ")
}

// changesAccess reports whether a command changes owners or modes.
func changesAccess(c *shell.Command) bool { return c.Program() == "chown" || c.Program() == "chmod" }

// isStep reports whether a command is one of a script's steps and runs where those before succeed.
func isStep(s *shell.Script, c *shell.Command) bool {
	for i, step := range s.Steps {
		if i > 0 && step.Joint != "&&" || step.Unchecked {
			return false
		}
		if step.Command == c {
			return true
		}
	}
	return false
}

// withoutChange returns the fix that removes a command, with its RUN if it does nothing else. It's nil if the
// script is more than a list of commands.
func withoutChange(p *lint.DockerfilePass, a accessChange) *lint.Fix {
	if a.in.IsTrigger() || !p.File.WholeLines(a.in) || !a.plain || !isStep(a.in.Script(), a.command) {
		return nil
	}
	fix := &lint.Fix{Safety: lint.Review, Note: "The file keeps its mode. (Builds from Windows make every file executable.)", Calls: lint.RemovesCalls(firstWords(a.command))}
	if len(a.in.Script().Steps) == 1 {
		if p.File.HasContinuedComment(a.in) || p.File.HasCommentAbove(a.in) {
			return nil
		}
		fix.Priority, fix.Edits = lint.Removes, edit.Remove(p.File, a.in)
		return fix
	}
	edits, ok := edit.RemoveSteps(p.File, a.in, func(s shell.Step) bool { return s.Command == a.command })
	if !ok {
		return nil
	}
	fix.Edits = edits
	return fix
}
