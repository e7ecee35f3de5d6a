package rules

import (
	"path"
	"regexp"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"

	"github.com/drydock-dev/drydock/syntax"
)

var runCd = &Rule{
	ID:       "run-cd",
	Aliases:  []string{"DL3003", "DS-0013"},
	Severity: Info,
	Profile:  Strict,
	Since:    "1.0",
	Summary:  "`cd` in a RUN instead of WORKDIR",
	Doc: "A `cd` only lasts until the end of its RUN. Chains of them are hard to follow. WORKDIR sets\n" +
		"the folder once for all later instructions, and creates it.",
	FixDoc: "Removes a `cd` to the folder that the RUN is already in. If a WORKDIR comes next, so that nothing else moves, a RUN that begins with `cd FOLDER &&` becomes a WORKDIR and a RUN with the rest. WORKDIR creates a missing folder, so the RUN no longer fails then. In other cases no fix is offered: only you know whether later instructions should run in that folder too.",
	Safety: Review,
	Check: func(p *Pass) {
		p.commands(func(in *syntax.Instruction, c *syntax.Command) {
			if c.Program() == "cd" {
				p.Report(c.Span, "This `cd` only lasts until the end of its RUN. Use `WORKDIR`, which holds for all later instructions.", p.withoutCd(in, c))
			}
		})
	},
}

// withoutCd returns the fix, or nil if it could change the folder in which anything else runs.
func (p *Pass) withoutCd(in *syntax.Instruction, c *syntax.Command) *Fix {
	s := in.Script()
	if len(c.Words) != 2 || !path.IsAbs(c.Words[1].Value) || !plainPath.MatchString(c.Words[1].Value) || len(s.Steps) < 2 || s.Steps[0].Command != c || s.Steps[1].Joint != "&&" || len(in.Heredocs) > 0 || hasContinuedComment(p, in) {
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
		return &Fix{Safety: Safe, Note: "The RUN is already in this folder.", Edits: []Edit{{Span: rest}}}
	}
	if p.File.Instructions[in.Index].Trigger != nil || in.Index+1 >= len(p.File.Instructions) {
		return nil
	}
	next, ok := p.File.Instructions[in.Index+1].Parsed.(*instructions.WorkdirCommand)
	if !ok || !path.IsAbs(next.Path) {
		return nil
	}
	first := p.File.FullLineSpan(p.File.CommentsAbove(in)).Start
	workdir := likeCase("WORKDIR", p.File.Text(in.Keyword)) + " " + folder + p.File.LineEnding()
	return &Fix{Safety: Review, Note: "WORKDIR creates a missing folder, where `cd` fails the build. Check that you don't rely on that.", Edits: []Edit{insert(first, workdir), {Span: rest}}}
}

// plainPath matches a path that never needs quotes.
var plainPath = regexp.MustCompile(`^[\w./-]+$`)
