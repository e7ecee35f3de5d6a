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
	Summary:  "`cd` in a RUN, where WORKDIR would say it for all",
	Doc: "A `cd` holds for the rest of its RUN and is forgotten in the next. Chains of them\n" +
		"are hard to follow; WORKDIR says once, and for all that follows, where things\n" +
		"happen, and creates the folder.",
	FixDoc: "Leaves out a `cd` to the folder where the RUN is already, and turns a RUN that begins with `cd FOLDER &&` into a WORKDIR and the rest where a WORKDIR follows anyway, so that nothing else moves. The folder is created where it is missing, and the RUN no longer fails then. Elsewhere nothing is offered: whether later instructions should run in that folder, too, only you can say.",
	Safety: Review,
	Check: func(p *Pass) {
		p.commands(func(in *syntax.Instruction, c *syntax.Command) {
			if c.Program() == "cd" {
				p.Report(c.Span, "This `cd` is forgotten at the end of its RUN. `WORKDIR` says where things happen, for all that follows.", p.withoutCd(in, c))
			}
		})
	},
}

// withoutCd returns the fix, nil where it would move anything else.
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
		return &Fix{Safety: Safe, Note: "The RUN is in this folder already.", Edits: []Edit{{Span: rest}}}
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
	return &Fix{Safety: Review, Note: "WORKDIR creates the folder where it is missing: the RUN no longer fails then.", Edits: []Edit{insert(first, workdir), {Span: rest}}}
}

// plainPath matches a path that needs no quotes anywhere.
var plainPath = regexp.MustCompile(`^[\w./-]+$`)
