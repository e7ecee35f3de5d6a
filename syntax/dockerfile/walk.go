package dockerfile

import (
	"iter"
	"slices"
	"strings"

	"github.com/drydock-dev/drydock/syntax"
	"github.com/drydock-dev/drydock/syntax/shell"
)

// Shared by rules about commands and package managers.

// RunPackageCalls calls f for every call to the given package managers in the file's RUN
// scripts, those inside `sh -c '…'` included.
func (file *File) RunPackageCalls(f func(in *Instruction, call *shell.PackageCall), managers ...string) {
	file.ShellRuns(func(in *Instruction, s *shell.Script) {
		for _, call := range s.AllPackageCalls(managers...) {
			f(in, call)
		}
	})
}

// RunCommands calls f for every simple command in the file's RUN scripts, those inside
// `sh -c '…'` included: they have a Via.
func (file *File) RunCommands(f func(in *Instruction, c *shell.Command)) {
	file.ShellRuns(func(in *Instruction, s *shell.Script) {
		for _, c := range s.AllCommands() {
			f(in, c)
		}
	})
}

// HasCommentAbove reports whether a comment is directly above an instruction. If only the
// instruction went, the comment would seem to describe the next one.
func (file *File) HasCommentAbove(in *Instruction) bool {
	return file.CommentsAbove(in) != in.Line
}

// WholeLines reports whether the instruction has its lines to itself. (A Dockerfile can't have
// two on one line, but a byte-order mark may come first.)
func (file *File) WholeLines(in *Instruction) bool {
	return strings.TrimSpace(file.Text(syntax.Span{Start: file.FullLineSpan(in.Line).Start, End: in.Keyword.Start})) == ""
}

// Ships reports whether a stage's layers are part of an image that others pull: the final stage's, or
// that of a stage with ONBUILD, which is made to be a base image. Rules about leftovers spare stages
// that are only copied from.
func (file *File) Ships(stage *Stage) bool {
	for _, last := range file.Stages {
		if last != file.FinalStage() && !slices.ContainsFunc(last.Instructions, func(in *Instruction) bool { return in.Trigger != nil }) {
			continue
		}
		for s := last; s != nil; s = s.Parent {
			if s == stage {
				return true
			}
		}
	}
	return false
}

// Triggered yields the file's instructions. Instead of an ONBUILD it yields the instruction
// that the ONBUILD triggers.
func (file *File) Triggered() iter.Seq[*Instruction] {
	return func(yield func(*Instruction) bool) {
		for _, in := range file.Instructions {
			if in.Trigger != nil {
				in = in.Trigger
			}
			if !yield(in) {
				return
			}
		}
	}
}

// IsTrigger reports whether an ONBUILD triggers the instruction.
func (in *Instruction) IsTrigger() bool { return in.File.Instructions[in.Index] != in }

// ShellRuns calls f for every RUN in shell form, including those in ONBUILD.
func (file *File) ShellRuns(f func(in *Instruction, s *shell.Script)) {
	for in := range file.Triggered() {
		if in.Name != "RUN" {
			continue
		}
		if s := in.Script(); s != nil && s.Tree != nil {
			f(in, s)
		}
	}
}

// InstructionAt returns the instruction that a line (1-based) belongs to, or nil.
func (file *File) InstructionAt(line int) *Instruction {
	i := slices.IndexFunc(file.Instructions, func(in *Instruction) bool { return in.Line <= line && line <= in.EndLine })
	if i < 0 {
		return nil
	}
	return file.Instructions[i]
}

// HasContinuedComment reports whether there are comment lines inside an instruction: a fix that
// removes the instruction would lose them.
func (file *File) HasContinuedComment(in *Instruction) bool {
	for _, c := range file.Comments {
		if in.Line <= c.Line && c.Line <= in.EndLine {
			return true
		}
	}
	return false
}

// FinalStage returns the stage that becomes the image. A file that BuildKit accepts has one.
func (file *File) FinalStage() *Stage { return file.Stages[len(file.Stages)-1] }

// Below returns the lines (1-based, inclusive) of the instruction that a comment stands above or in.
// ok is false when there is none.
func (f *File) Below(c syntax.Comment) (first, last int, ok bool) {
	i := slices.IndexFunc(f.Instructions, func(in *Instruction) bool { return in.EndLine >= c.Line })
	if i < 0 {
		return 0, 0, false
	}
	return f.Instructions[i].Line, f.Instructions[i].EndLine, true
}

// StageBelow returns the lines (1-based, inclusive) of the stage whose FROM a comment stands above. ok is
// false when it stands elsewhere.
func (f *File) StageBelow(c syntax.Comment) (first, last int, ok bool) {
	line, _, _ := f.Below(c)
	for _, s := range f.Stages {
		if s.From.Line == line && c.Line < line {
			last = s.From.EndLine
			for _, in := range s.Instructions {
				last = in.EndLine
			}
			return line, last, true
		}
	}
	return 0, 0, false
}

// Weight returns how much work a check of the file is, in instructions.
func (f *File) Weight() int { return len(f.Instructions) }
