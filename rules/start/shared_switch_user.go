package start

import (
	"fmt"
	"strings"

	"github.com/drydock-dev/drydock/lint"
	"github.com/drydock-dev/drydock/lint/edit"
	"github.com/drydock-dev/drydock/needs"
	"github.com/drydock-dev/drydock/syntax/dockerfile"
	"github.com/drydock-dev/drydock/syntax/shell"
)

// switcher writes the instructions that let a stage's program run as another user.
type switcher struct {
	file   *dockerfile.File
	tail   *dockerfile.Instruction // USER goes above it
	create string                  // the command that creates the user, "" if it exists
	edits  []lint.Edit
	calls  lint.Calls                // that the edits add or rewrite
	copies []*dockerfile.Instruction // that get --chown

	missing, whole, folders []string // to make, to give with all that is below, to give alone
}

// choose returns the user that the program gets, with a note that says where it comes from: the one
// that was found, or a new one. There is none if its home can't be had, or no new one can be created.
// obstacle then says what to decide, "" for nothing.
func (s *switcher) choose(program *needs.Program, found needs.Account) (a needs.Account, note, obstacle string) {
	home := program.WantsHome() && found.Home == ""
	switch {
	case found.Made != nil && home && !found.CanGetHome():
		return a, "", "`" + found.Name + "` has no home folder, and the program may want one: decide which folder it gets"
	case found.Made != nil:
		if home {
			s.edits = append(s.edits, edit.Insert(found.Made.Words[0].Span.End, " -m"))
			program := found.Made.Program()
			s.calls = lint.RewritesWords(program, program, program+" -m")
		}
		return found, "Uses the user that the file already creates. ", ""
	case found.Name != "" && !home:
		return found, fmt.Sprintf("Uses the unprivileged account `%s`, which the image already has. ", found.Name), ""
	}
	if a, s.create = program.NewAccount(home); s.create == "" {
		return needs.Account{}, "", ""
	}
	return a, fmt.Sprintf("Creates the system user `%s`. ", a.Name), ""
}

// give adds a folder that the user must be able to write to.
func (s *switcher) give(f needs.Folder, a needs.Account, byCopy bool) {
	if f.Missing {
		s.missing = append(s.missing, f.Path)
	}
	if f.Whole || len(f.Copies) > 0 && !byCopy {
		s.whole = append(s.whole, f.Path)
		return
	}
	s.folders = append(s.folders, f.Path)
	for _, in := range f.Copies {
		s.edits = append(s.edits, edit.Insert(in.Keyword.End, " --chown="+a.Owner()))
	}
	s.copies = append(s.copies, f.Copies...)
}

// needsShell reports whether there is anything to RUN.
func (s *switcher) needsShell() bool { return s.create != "" || len(s.whole)+len(s.folders) > 0 }

// finish returns the edits: the user is created in front of the first COPY that names it, the folders
// are given to it at the end.
func (s *switcher) finish(a needs.Account) []lint.Edit {
	var steps []string
	if s.create != "" && len(s.copies) == 0 {
		steps = append(steps, s.create)
	} else if s.create != "" {
		s.insertAbove(s.copies[0], s.keyword("RUN")+" "+s.create)
		s.declare(s.create)
	}
	for _, group := range []struct {
		command string
		folders []string
	}{{"mkdir -p", s.missing}, {"chown -R " + a.Owner(), s.whole}, {"chown " + a.Owner(), s.folders}} {
		if len(group.folders) > 0 {
			steps = append(steps, group.command+" "+strings.Join(group.folders, " "))
		}
	}
	s.calls.Below = true // what the image starts has another user
	s.declare(steps...)
	var lines []string
	nl := s.file.LineEnding()
	if len(steps) > 0 {
		lines = append(lines, s.keyword("RUN")+" "+strings.Join(steps, " && "+string(s.file.Escape)+nl+"    "), "")
	}
	lines = append(lines, s.keyword("USER")+" "+a.Name)
	s.insertAbove(s.tail, strings.Join(lines, nl)+nl)
	return s.edits
}

// declare names the calls of new steps.
func (s *switcher) declare(steps ...string) {
	for _, step := range steps {
		for _, c := range shell.ParseText([]byte(step)).Commands {
			s.calls = s.calls.Join(lint.AddsCall(strings.Join(c.Values(), " ")))
		}
	}
}

// insertAbove adds lines above an instruction and its comments.
func (s *switcher) insertAbove(in *dockerfile.Instruction, text string) {
	s.edits = append(s.edits, edit.Insert(s.file.FullLineSpan(s.file.CommentsAbove(in)).Start, text+s.file.LineEnding()))
}

// keyword returns an instruction's name in the case that the file uses.
func (s *switcher) keyword(name string) string {
	return edit.LikeCase(name, s.file.Text(s.tail.Keyword))
}
