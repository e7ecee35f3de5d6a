package run

import (
	"slices"
	"strings"

	sh "mvdan.cc/sh/v3/syntax"

	"github.com/drydock-dev/drydock/lint"
	"github.com/drydock-dev/drydock/lint/edit"
	"github.com/drydock-dev/drydock/syntax/dockerfile"
	"github.com/drydock-dev/drydock/syntax/shell"
)

var HeredocErrexit = &lint.Rule{
	ID:       "run-heredoc-errexit",
	Severity: lint.Warning,
	Profile:  lint.Recommended,
	Since:    "1.0",
	Summary:  "a here-document script that goes on after a failure",
	Doc: "`RUN <<EOF` hands its lines to a shell as one script. The build only sees the exit status of\n" +
		"the last command: when `apt-get install` fails two lines above it, the image is built\n" +
		"without the package. With `set -e` as the first line, the build stops where a command fails.\n\n" +
		"The rule spares scripts that say what happens on failure: `set -e` or `set -o errexit`, a\n" +
		"`#!` line or SHELL with `-e`, `trap … ERR`, commands joined with `&&` or followed by `||`.",
	FixDoc: "Adds `set -e` as the first line, below a `#!` line. The build then stops at the first command that fails. Check commands that may fail, such as `grep` without a match: give these `|| true`.",
	Safety: lint.Review,
	Check: lint.Dockerfile(func(p *lint.DockerfilePass) {
		p.File.ShellRuns(func(in *dockerfile.Instruction, s *shell.Script) {
			doc, ok := in.ScriptHeredoc()
			if !ok || s.Tree == nil || in.StopsOnFailure() || slices.ContainsFunc(s.AllCommands(), handlesFailure) {
				return
			}
			c := firstUnnoticed(s)
			if c == nil {
				return
			}
			p.Report(c.Span, "If this fails, the RUN goes on and may still succeed. Begin the script with `set -e`.", stopOnFailure(p.File, doc, s))
		})
	}),
}

// handlesFailure reports whether a command says what happens when another one fails.
func handlesFailure(c *shell.Command) bool {
	switch c.Program() {
	case "set":
		return shell.ExitsOnError(c.Values())
	case "trap":
		return len(c.Words) > 2 && c.Words[len(c.Words)-1].Value == "ERR"
	}
	return slices.ContainsFunc(c.Words, func(w shell.Word) bool { return strings.Contains(w.Source, "$?") })
}

// harmless are commands whose failure nobody waits for.
var harmless = []string{"", "echo", "printf", ":", "true", "false", "set", "shopt", "umask", "alias", "unset", "trap", "exit", "return", "test", "sleep", "date"}

// firstUnnoticed returns the first command whose failure the script's exit status doesn't show, nil for none.
func firstUnnoticed(s *shell.Script) *shell.Command {
	for _, stmt := range s.Tree.Stmts[:max(len(s.Tree.Stmts)-1, 0)] {
		if _, defines := stmt.Cmd.(*sh.FuncDecl); defines || stmt.Negated {
			continue
		}
		span := s.SpanOf(stmt)
		for _, c := range s.Commands {
			if span.Contains(c.Span) && c.Place&(shell.InCondition|shell.InSubstitution) == 0 && !c.HasFallback() && !slices.Contains(harmless, c.Program()) {
				return c
			}
		}
	}
	return nil
}

// stopOnFailure returns the fix, nil where the shell would read more than `set -e` in it.
func stopOnFailure(file *dockerfile.File, doc dockerfile.Heredoc, s *shell.Script) *lint.Fix {
	body := file.Text(doc.Body)
	if strings.Contains(body, "\r") {
		return nil
	}
	line := file.Position(doc.Body.Start).Line
	if strings.HasPrefix(body, "#!") {
		line++
	}
	first := file.LineSpan(file.Position(s.SpanOf(s.Tree.Stmts[0]).Start).Line)
	text := file.Text(first)
	indent := text[:len(text)-len(strings.TrimLeft(text, " \t"))]
	return &lint.Fix{
		Safety: lint.Review,
		Note:   "The build then stops at the first command that fails. Check commands that may fail, and give these `|| true`.",
		Edits:  []lint.Edit{edit.Insert(file.FullLineSpan(line).Start, indent+"set -e\n")},
		Calls:  lint.Calls{Stricter: true},
	}
}
