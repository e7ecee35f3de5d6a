package run

import (
	"path"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"

	"github.com/drydock-dev/drydock/lint"
	"github.com/drydock-dev/drydock/lint/edit"
	"github.com/drydock-dev/drydock/syntax"
	"github.com/drydock-dev/drydock/syntax/dockerfile"
	"github.com/drydock-dev/drydock/syntax/shell"
)

var Cd = &lint.Rule{
	ID:       "run-cd",
	Aliases:  []string{"DL3003", "DS-0013"},
	Severity: lint.Info,
	Profile:  lint.Strict,
	Since:    "1.0",
	Summary:  "`cd` in a RUN instead of WORKDIR",
	Doc: "A `cd` only lasts until the end of its RUN. Chains of them are hard to follow. WORKDIR sets\n" +
		"the folder once for all later instructions, and creates it.",
	FixDoc: "Removes a `cd` to the folder that the RUN is already in. If a WORKDIR comes next, so that nothing else moves, a RUN that begins with `cd FOLDER &&` becomes a WORKDIR and a RUN with the rest. WORKDIR creates a missing folder, so the RUN no longer fails then. In other cases no fix is offered: only you know whether later instructions should run in that folder too.",
	Safety: lint.Review,
	Check: lint.Dockerfile(func(p *lint.DockerfilePass) {
		p.File.RunCommands(func(in *dockerfile.Instruction, c *shell.Command) {
			if c.Program() == "cd" && c.Via == nil { // in `sh -c '…'` it's the other shell's folder
				p.About(lostWithShell("cd")).Report(c.Span, "This `cd` only lasts until the end of its RUN. Use `WORKDIR`, which holds for all later instructions.", withoutCd(p.File, in, c))
			}
		})
	}),
}

// withoutCd returns the fix, or nil if it could change the folder in which anything else runs.
func withoutCd(file *dockerfile.File, in *dockerfile.Instruction, c *shell.Command) *lint.Fix {
	s := in.Script()
	if len(c.Words) != 2 || !path.IsAbs(c.Words[1].Value) || !shell.PlainPath.MatchString(c.Words[1].Value) || len(s.Steps) < 2 || s.Steps[0].Command != c || s.Steps[1].Joint != "&&" || len(in.Heredocs) > 0 || file.HasContinuedComment(in) {
		return nil
	}
	for _, step := range s.Steps[1:] {
		if step.Joint != "&&" || step.Command == nil || step.Command.Program() == "cd" {
			return nil
		}
	}
	folder := path.Clean(c.Words[1].Value)
	rest := syntax.Span{Start: s.Steps[0].Span.Start, End: s.Steps[1].Span.Start}
	if folder == in.Before.Workdir {
		return &lint.Fix{Safety: lint.Safe, Note: "The RUN is already in this folder.", Edits: []lint.Edit{{Span: rest}}}
	}
	if in.IsTrigger() || in.Index+1 >= len(file.Instructions) {
		return nil
	}
	next, ok := file.Instructions[in.Index+1].Parsed.(*instructions.WorkdirCommand)
	if !ok || !path.IsAbs(next.Path) {
		return nil
	}
	first := file.FullLineSpan(file.CommentsAbove(in)).Start
	workdir := edit.LikeCase("WORKDIR", file.Text(in.Keyword)) + " " + folder + file.LineEnding()
	return &lint.Fix{Safety: lint.Review, Note: "WORKDIR creates a missing folder, where `cd` fails the build. Check that you don't rely on that.", Edits: []lint.Edit{edit.Insert(first, workdir), {Span: rest}}}
}
