package rules

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"

	"github.com/drydock-dev/drydock/syntax"
)

var cmdExecForm = &Rule{
	ID:       "cmd-exec-form",
	Aliases:  []string{"DL3025"},
	BuildKit: []string{"JSONArgsRecommended"},
	Severity: Warning,
	Profile:  Recommended,
	Since:    "1.0",
	Summary:  "the shell form of CMD or ENTRYPOINT: the first process is a shell, and signals are lost",
	Doc: "In shell form the container's first process is `/bin/sh -c`, and the program is\n" +
		"its child. `docker stop` sends SIGTERM to the shell, which does not pass it on:\n" +
		"the program gets no chance to finish its work, and is killed ten seconds later.\n" +
		"The JSON form starts the program itself.",
	FixDoc: "Writes the JSON form where the words are plain; with variables in them, puts `exec` in front, which replaces the shell by the program. No suggestion is made for scripts of several commands, for pipes and redirections, nor for an ENTRYPOINT whose CMD would begin to count. Look at whether something relied on the shell, such as a profile it reads.",
	Safety: Review,
	Check: func(p *Pass) {
		for _, in := range p.File.Instructions {
			if (in.Name == "CMD" || in.Name == "ENTRYPOINT") && !in.JSON && in.Stage != nil && in == in.Stage.Last(in.Name) {
				p.checkExecForm(in)
			}
		}
	},
}

func (p *Pass) checkExecForm(in *syntax.Instruction) {
	s := in.Script()
	if s == nil || s.Tree == nil || in.Before.Shell != nil {
		return // for a shell that was chosen the shell form is meant
	}
	if len(s.Steps) == 1 && s.Steps[0].Command != nil && slices.ContainsFunc(s.Steps[0].Command.Wrappers, func(w syntax.Word) bool { return w.Value == "exec" }) {
		return
	}
	const message = "The first process is a shell here, and it does not pass signals on: on `docker stop` your program is not told, and is killed ten seconds later. "
	report := p.Report
	if program := startedProgram(in); bareInterpreter(in, program) || shellProgram(program) && len(s.Commands[0].Words) == 1 {
		report = p.ReportStrict // somebody sits in front of it, and signals are not the point
	}
	fix := p.execForm(in, s)
	if fix == nil {
		report(in.Span, message+"Use the JSON form, or end the script with `exec` and the program.", nil)
		return
	}
	report(in.Span, message+"Start the program itself.", fix)
}

// execForm returns the fix, nil where the script is more than one plain
// command.
func (p *Pass) execForm(in *syntax.Instruction, s *syntax.Script) *Fix {
	if len(s.Steps) != 1 || s.Steps[0].Command == nil || len(s.Comments) > 0 || hasContinuedComment(p, in) {
		return nil
	}
	c := s.Steps[0].Command
	if len(c.Assigns) > 0 || len(c.Wrappers) > 0 || c.Program() == "" || shellBuiltin(c.Program()) || nestedCommands(s) {
		return nil
	}
	if in.Name == "ENTRYPOINT" && in.Stage.Inherited("CMD") != nil {
		return nil // the shell form ignores CMD; the JSON form would not
	}
	words := make([]string, len(c.Words))
	for i, w := range c.Words {
		if strings.Contains(w.Source, `\`) {
			return nil // a path of Windows, whose shell does not read it as this parser does
		}
		if !w.Literal || strings.ContainsAny(w.Value, "{}") && !w.Quoted || strings.HasPrefix(w.Source, "~") {
			if strings.HasPrefix(w.Source, "~") || strings.ContainsAny(w.Source, "`()") {
				return nil
			}
			return &Fix{
				Safety: Review,
				Note:   "`exec` replaces the shell by the program, so that it gets the signals; variables are still put in.",
				Edits:  []Edit{insert(c.Span.Start, "exec ")},
			}
		}
		words[i] = w.Value
	}
	return &Fix{
		Safety: Review,
		Note:   "No shell is started any more. Look at whether something relied on it.",
		Edits:  []Edit{{in.ArgsSpan, jsonArray(words)}},
	}
}

// jsonArray writes words as the JSON form of an instruction.
func jsonArray(words []string) string {
	var parts []string
	for _, w := range words {
		var b bytes.Buffer
		enc := json.NewEncoder(&b)
		enc.SetEscapeHTML(false)
		_ = enc.Encode(w) // a string always encodes
		parts = append(parts, strings.TrimSpace(b.String()))
	}
	return "[" + strings.Join(parts, ", ") + "]"
}

// nestedCommands reports whether a script has more commands than the one on
// top, inside substitutions.
func nestedCommands(s *syntax.Script) bool { return len(s.Commands) > 1 }

// shellBuiltin reports whether a command exists only inside a shell.
func shellBuiltin(name string) bool {
	return slices.Contains([]string{".", ":", "alias", "bg", "cd", "command", "eval", "exec", "exit", "export", "fg", "jobs", "read", "return", "set", "shift", "source", "times", "trap", "type", "ulimit", "umask", "unalias", "unset", "wait", "hash", "builtin", "declare", "local", "shopt"}, name)
}
