package rules

import (
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/drydock-dev/drydock/syntax"
)

var runDeleteLater = &Rule{
	ID:       "run-delete-later",
	Severity: Warning,
	Profile:  Recommended,
	Since:    "1.0",
	Summary:  "a file is deleted in a later layer and ships all the same",
	Doc: "Each instruction makes a layer, and a later one can only hide what an earlier one\n" +
		"holds: the file is pulled with every image, and whoever looks into the layers can\n" +
		"read it. Bring it and delete it in one RUN: with a bind mount (`RUN\n" +
		"--mount=type=bind,source=a.tar.gz,target=/tmp/a.tar.gz …`) a file of the context is\n" +
		"there for one RUN and never in a layer; a download belongs into the RUN that uses\n" +
		"it.\n\n" +
		"Reported is a RUN that deletes what a COPY or ADD brought. What another RUN made is\n" +
		"[run-merge](run-merge.md)'s.",
	FixDoc: "None: the RUNs in between need the file, and which of them only you can say.",
	Check: func(p *Pass) {
		p.commands(func(in *syntax.Instruction, c *syntax.Command) {
			if c.Program() != "rm" || in.Stage == nil || !p.ships(in.Stage) || p.File.Instructions[in.Index].Trigger != nil {
				return
			}
			for _, w := range c.Words[1:] {
				if copied := bringsWhole(in, w); copied != nil {
					p.Report(c.Span, "`"+w.Source+"` stays in the layer of line "+strconv.Itoa(copied.Line)+" and ships with the image. Give it to the RUN that needs it with `--mount=type=bind`, or fetch, use and delete it in one RUN.", nil)
					return
				}
			}
		})
	},
}

// bringsWhole returns the COPY or ADD above an instruction, in its stage, that
// brought just what a word names; nil for none.
func bringsWhole(in *syntax.Instruction, w syntax.Word) *syntax.Instruction {
	name := strings.TrimSuffix(w.Source, "/*")
	if strings.HasPrefix(name, "-") || strings.ContainsAny(name, "$*?[`") || !path.IsAbs(name) && in.Before.Workdir == "" {
		return nil
	}
	name = path.Clean(absoluteIn(in, name))
	for _, other := range in.Stage.Instructions {
		sources, _, ok := other.Sources()
		if !ok || other.Index > in.Index {
			continue
		}
		if slices.Contains(broughtTo(other), name) && name != other.Before.Workdir && !wholeContext(sources[0].Text) {
			return other
		}
	}
	return nil
}
