package start

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"

	"github.com/drydock-dev/drydock/lint"
	"github.com/drydock-dev/drydock/lint/edit"
	"github.com/drydock-dev/drydock/needs"
	"github.com/drydock-dev/drydock/syntax/dockerfile"
	"github.com/drydock-dev/drydock/syntax/shell"
)

var CmdExecForm = &lint.Rule{
	ID:       "cmd-exec-form",
	Aliases:  []string{"DL3025"},
	BuildKit: []string{"JSONArgsRecommended"},
	Severity: lint.Warning,
	Profile:  lint.Recommended,
	Since:    "1.0",
	Summary:  "a CMD or ENTRYPOINT in shell form, where signals stop at the shell",
	Doc: "In shell form the container's first process is `/bin/sh -c`, and your program is its\n" +
		"child. `docker stop` sends SIGTERM to the shell, which doesn't pass it on. The program\n" +
		"can't finish its work and is killed ten seconds later. The JSON form starts the\n" +
		"program directly. Debian's and Ubuntu's `sh` (dash) always stays in front; bash and busybox\n" +
		"make way for a single plain command.\n\n" +
		"That alone doesn't make every program stop in time. The kernel lets the first process\n" +
		"ignore SIGTERM unless it handles the signal. Servers do (nginx, gunicorn, the JVM); a plain\n" +
		"Python, Node.js or shell script doesn't, and is killed in either form. Give it a handler, or\n" +
		"start the container with `docker run --init` (`init: true` in Compose).\n\n" +
		"The strict profile also reports a HEALTHCHECK in shell form whose command needs no shell.",
	FixDoc: "Writes the JSON form where the words are plain. Where they contain variables, puts `exec` in front, which replaces the shell with the program. Offers nothing for scripts with several commands, pipes or redirections, nor for an ENTRYPOINT whose CMD would start to count. Check that nothing relied on the shell, such as a profile it reads.",
	Safety: lint.Review,
	Check: lint.Dockerfile(func(p *lint.DockerfilePass) {
		for _, in := range p.File.Instructions {
			if in.JSON || in.Stage == nil || in != in.Stage.Last(in.Name) {
				continue
			}
			switch in.Name {
			case "CMD", "ENTRYPOINT":
				checkExecForm(p, in)
			case "HEALTHCHECK":
				checkProbe(p, in)
			}
		}
	}),
}

func checkExecForm(p *lint.DockerfilePass, in *dockerfile.Instruction) {
	s := in.Script()
	if s == nil || s.Tree == nil || in.Before.Shell != nil {
		return // whoever sets SHELL wants the shell form
	}
	if len(s.Steps) == 1 && s.Steps[0].Command != nil && slices.ContainsFunc(s.Steps[0].Command.Wrappers, func(w shell.Word) bool { return w.Value == "exec" }) {
		return
	}
	message := "If the shell stays in front of your program, it doesn't pass signals on: `docker stop` then kills it after ten seconds. "
	if p.Facts.Base(in.Stage).Distro.Family().Sh == "dash" {
		message = "The shell in front of your program doesn't pass signals on: `docker stop` kills it after ten seconds. " // bash and busybox make way for a single command
	}
	handler := handlerAdvice(in)
	about := p.About(shellForm)
	report := about.Report
	if program := dockerfile.StartedProgram(in); needs.IsBareInterpreter(in, program) || needs.OnlyWaits(program) || shell.IsShell(program) && len(s.Commands[0].Words) == 1 {
		report = about.ReportStrict // for looking around in, where signals hardly matter
	}
	fix := execForm(p.File, in, s)
	if fix == nil {
		report(in.Span, message+"Use the JSON form, or `exec` the program at the end of the script"+handler+".", nil)
		return
	}
	report(in.Span, message+"Make the program the first process"+handler+".", fix)
}

// checkProbe reports the shell form of a HEALTHCHECK whose command needs no shell.
func checkProbe(p *lint.DockerfilePass, in *dockerfile.Instruction) {
	s := in.Script()
	if s == nil || len(s.Steps) != 1 || s.Steps[0].Command == nil || in.Before.Shell != nil {
		return
	}
	c := s.Steps[0].Command
	if len(c.Assigns) > 0 || len(c.Redirects) > 0 || len(c.Wrappers) > 0 || shellBuiltin(c.Program()) || slices.ContainsFunc(c.Words, func(w shell.Word) bool { return !w.Literal }) {
		return
	}
	p.ReportStrict(in.Span, "Each check starts a shell that it has no use for, and fails in an image without one. Write the command in the JSON form.", nil)
}

// execForm returns the fix, nil if the script is more than one plain command.
func execForm(file *dockerfile.File, in *dockerfile.Instruction, s *shell.Script) *lint.Fix {
	if len(s.Steps) != 1 || s.Steps[0].Command == nil || len(s.Comments) > 0 || file.HasContinuedComment(in) {
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
			return nil // a Windows path: its shell doesn't read the backslash as this parser does
		}
		if !w.Literal || strings.ContainsAny(w.Value, "{}") && !w.Quoted || strings.HasPrefix(w.Source, "~") {
			if strings.HasPrefix(w.Source, "~") || strings.ContainsAny(w.Source, "`()") {
				return nil
			}
			return &lint.Fix{
				Safety: lint.Review,
				Note:   "`exec` replaces the shell with the program, so signals reach it. Variables are still expanded.",
				Edits:  []lint.Edit{edit.Insert(c.Span.Start, "exec ")},
			}
		}
		words[i] = w.Value
	}
	return &lint.Fix{
		Safety: lint.Review,
		Note:   "Starts the program without a shell. Check that nothing relied on the shell.",
		Edits:  []lint.Edit{{Span: in.ArgsSpan, New: jsonArray(words)}},
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

// nestedCommands reports whether a script has commands inside substitutions, besides its
// main one.
func nestedCommands(s *shell.Script) bool { return len(s.Commands) > 1 }

// shellBuiltin reports whether a command exists only inside a shell.
func shellBuiltin(name string) bool {
	return slices.Contains([]string{".", ":", "alias", "bg", "cd", "command", "eval", "exec", "exit", "export", "fg", "jobs", "read", "return", "set", "shift", "source", "times", "trap", "type", "ulimit", "umask", "unalias", "unset", "wait", "hash", "builtin", "declare", "local", "shopt"}, name)
}
