package run

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/drydock-dev/drydock/effects"
	"github.com/drydock-dev/drydock/lint"
	"github.com/drydock-dev/drydock/syntax/dockerfile"
	"github.com/drydock-dev/drydock/syntax/shell"
)

var NoEffect = &lint.Rule{
	ID:       "run-no-effect",
	Severity: lint.Warning,
	Profile:  lint.Recommended,
	Since:    "1.0",
	Summary:  "a RUN whose effect ends with its shell",
	Doc: "Each RUN starts its own shell. What the RUN sets there is gone when it ends: variables,\n" +
		"the current folder, aliases, limits, services. Neither the next instruction nor the\n" +
		"container sees it.",
	FixDoc: "`RUN export NAME=value` becomes `ENV NAME=value`, and `RUN cd /folder` becomes `WORKDIR /folder` where nothing below is seen to need another folder. Check that what follows works with the new setting. The other cases have no fix: only you know what was meant.",
	Safety: lint.Review,
	Check: lint.Dockerfile(func(p *lint.DockerfilePass) {
		p.File.ShellRuns(func(in *dockerfile.Instruction, s *shell.Script) {
			if len(s.Steps) == 0 || len(in.Heredocs) > 0 {
				return
			}
			for _, step := range s.Steps {
				if !endsWithShell(step) {
					return
				}
			}
			first := "export"
			if c := s.Steps[0].Command; c != nil {
				first = c.Words[0].Source
			}
			message := fmt.Sprintf("`%s` has no effect after this RUN: the next instruction and the container start a new shell. Use ENV for variables, WORKDIR for the folder.", first)
			p.About(lostWithShell(first)).Report(in.Span, message, lasting(p.File, in, s))
		})
	}),
}

// endsWithShell reports whether a step only changes the shell that runs it. To the shell
// parser, `export` is not a command.
func endsWithShell(step shell.Step) bool {
	c := step.Command
	if c == nil {
		return len(step.Exports) > 0
	}
	if len(c.Wrappers) > 0 {
		return false
	}
	switch c.Program() {
	case "cd", "alias", "ulimit", "unset", "umask", "pushd", "popd":
		return true
	case "service":
		return len(c.Words) == 3 && (c.Words[2].Value == "start" || c.Words[2].Value == "restart")
	}
	return false
}

// lasting returns the fix that makes a one-step script's effect last, nil where there is none.
func lasting(file *dockerfile.File, in *dockerfile.Instruction, s *shell.Script) *lint.Fix {
	if len(s.Steps) > 1 {
		return nil
	}
	if c := s.Steps[0].Command; c != nil {
		if c.Program() != "cd" || len(c.Words) != 2 || !path.IsAbs(c.Words[1].Value) || strings.ContainsAny(c.Words[1].Value, " \t") || !worksAnywhere(file, in) {
			return nil
		}
		return &lint.Fix{Priority: lint.Removes, Safety: lint.Review, Note: "The container will start in this folder. No instruction below was seen to need another.", Edits: []lint.Edit{{Span: in.Span, New: "WORKDIR " + c.Words[1].Value}}, Calls: lint.Calls{Below: true}}
	}
	if len(s.Steps[0].Exports) != 1 {
		return nil
	}
	name, value := s.Steps[0].Exports[0].Name, s.Steps[0].Exports[0].Value.Source
	quoted := len(value) > 1 && value[0] == '"' && strings.IndexByte(value[1:], '"') == len(value)-2
	if value == "" || strings.ContainsAny(value, `\'`) || !quoted && strings.ContainsAny(value, " \t\"") {
		return nil
	}
	return &lint.Fix{Priority: lint.Removes, Safety: lint.Review, Note: "Sets the variable for the instructions below and the container. Check that they work with it set.", Edits: []lint.Edit{{Span: in.Span, New: "ENV " + name + "=" + value}}, Calls: lint.Calls{Values: true}}
}

// worksAnywhere reports whether everything after an instruction is known not to depend on the
// working directory, up to the next WORKDIR with an absolute path.
func worksAnywhere(file *dockerfile.File, in *dockerfile.Instruction) bool {
	if slices.ContainsFunc(file.Stages, func(s *dockerfile.Stage) bool { return s.Parent == in.Stage }) {
		return false
	}
	for _, next := range in.Stage.Instructions {
		if next.Index <= in.Index {
			continue
		}
		switch next.Name {
		case "WORKDIR":
			return len(next.Args) == 1 && path.IsAbs(next.Args[0].Text)
		case "RUN":
			if s := next.Script(); s == nil || s.Tree == nil || effects.NeedsWorkdir(s) {
				return false
			}
		case "COPY", "ADD":
			if _, dest, ok := next.Sources(); !ok || !path.IsAbs(dest.Text) {
				return false
			}
		case "CMD", "ENTRYPOINT":
			for _, words := range dockerfile.StartWords(next) {
				if slices.ContainsFunc(words[min(1, len(words)):], func(w string) bool { return !strings.HasPrefix(w, "/") && !strings.HasPrefix(w, "-") }) {
					return false
				}
			}
		case "HEALTHCHECK", "ONBUILD":
			return false
		}
	}
	return true
}
