package run

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/drydock-dev/drydock/lint"
	"github.com/drydock-dev/drydock/syntax"
	"github.com/drydock-dev/drydock/syntax/dockerfile"
	"github.com/drydock-dev/drydock/syntax/shell"
)

var DockerfileKeyword = &lint.Rule{
	ID:       "run-dockerfile-keyword",
	Severity: lint.Error,
	Profile:  lint.Recommended,
	Since:    "1.0",
	Summary:  "a Dockerfile instruction inside a RUN",
	Doc: "What stands behind RUN is a shell script. In `RUN a && RUN b`, the shell looks for a program\n" +
		"called RUN, finds none and fails with status 127. Join commands with `&&` alone, and end the\n" +
		"RUN before an instruction such as COPY.",
	FixDoc: "Removes a `RUN` inside a RUN. For other instructions no fix is offered: they have to move out of the script.",
	Safety: lint.Review,
	Check: lint.Dockerfile(func(p *lint.DockerfilePass) {
		p.File.RunCommands(func(in *dockerfile.Instruction, c *shell.Command) {
			name := c.Words[0].Source
			if !slices.Contains(keywords, name) || in.Script().Defines(name) || makesProgram(in, name) {
				return
			}
			advice := "End the RUN above it: instructions can't stand inside a script."
			if name == "RUN" {
				advice = "Remove the word."
			}
			span := c.Words[0].Span
			if failureStops(in, c) {
				p.Report(span, fmt.Sprintf("The build stops here: the shell finds no program called `%s`. %s", name, advice), withoutKeyword(c))
			} else {
				p.WithSeverity(lint.Warning).Report(span, fmt.Sprintf("This command never runs: the shell finds no program called `%s`, and the script goes on. %s", name, advice), withoutKeyword(c))
			}
		})
	}),
}

// keywords are the names of instructions, as people write them.
var keywords = []string{
	"ADD", "ARG", "CMD", "COPY", "ENTRYPOINT", "ENV", "EXPOSE", "FROM", "HEALTHCHECK", "LABEL", "MAINTAINER", "ONBUILD", "RUN", "SHELL", "STOPSIGNAL", "USER", "VOLUME", "WORKDIR",
}

// makesProgram reports whether a file of this name may be in the image: a word above names it.
func makesProgram(in *dockerfile.Instruction, name string) bool {
	for stage := in.Stage; stage != nil; stage = stage.Parent {
		for _, above := range stage.Instructions {
			if stage == in.Stage && above.Index > in.Index {
				break
			}
			for word := range above.Words() {
				if word = strings.Trim(word, `"'`); strings.Contains(word, "/") && path.Base(word) == name {
					return true
				}
			}
		}
	}
	return false
}

// failureStops reports whether the RUN fails when a command does.
func failureStops(in *dockerfile.Instruction, c *shell.Command) bool {
	s := in.Script()
	if c.Via != nil || c.HasFallback() || c.Place&^shell.OnSuccess != 0 {
		return false
	}
	last := s.Tree.Stmts[len(s.Tree.Stmts)-1]
	return s.SpanOf(last).Contains(c.Span) || in.StopsOnFailure() && c.Place == 0
}

// withoutKeyword returns the fix that removes a RUN in front of a command, nil for other instructions.
func withoutKeyword(c *shell.Command) *lint.Fix {
	if c.Words[0].Source != "RUN" || len(c.Words) < 2 || strings.HasPrefix(c.Words[1].Source, "-") || len(c.Wrappers) > 0 {
		return nil
	}
	return &lint.Fix{
		Safety: lint.Review,
		Note:   "The command behind it then runs. It hasn't run before: check that it works.",
		Edits:  []lint.Edit{{Span: syntax.Span{Start: c.Words[0].Span.Start, End: c.Words[1].Span.Start}}},
		Calls:  lint.RemovesCalls("RUN").Join(lint.AddsCall(c.Words[1].Value)),
	}
}
