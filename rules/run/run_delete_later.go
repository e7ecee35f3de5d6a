package run

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/drydock-dev/drydock/lint"
	"github.com/drydock-dev/drydock/syntax/dockerfile"
	"github.com/drydock-dev/drydock/syntax/shell"
)

var DeleteLater = &lint.Rule{
	ID:       "run-delete-later",
	Severity: lint.Warning,
	Profile:  lint.Recommended,
	Since:    "1.0",
	Summary:  "a file is deleted in a later layer but still ships",
	Doc: "Each instruction makes a layer, and a later one can only hide what an earlier one holds.\n" +
		"The file is pulled with every image, and anyone who looks into the layers can read it.\n" +
		"Add and delete it in one RUN. With a bind mount (`RUN\n" +
		"--mount=type=bind,source=a.tar.gz,target=/tmp/a.tar.gz …`), a file from the build context\n" +
		"is there for one RUN and never in a layer. A download belongs in the RUN that uses it.\n\n" +
		"This rule reports a RUN that deletes what a COPY or ADD brought.\n" +
		"[run-merge](run-merge.md) reports one that deletes what another RUN made.",
	FixDoc: "None: only you know which of the RUNs in between need the file.",
	Check: lint.Dockerfile(func(p *lint.DockerfilePass) {
		p.File.RunCommands(func(in *dockerfile.Instruction, c *shell.Command) {
			if c.Program() != "rm" || in.Stage == nil || !p.File.Ships(in.Stage) || p.File.Instructions[in.Index].Trigger != nil {
				return
			}
			for _, w := range c.Words[1:] {
				if copied := bringsWhole(in, w); copied != nil {
					p.Report(c.Span, fmt.Sprintf("`%s` stays in the layer from line %d and ships with the image. Mount it with `--mount=type=bind`, or fetch, use and delete it in one RUN.", w.Source, copied.Line), nil)
					return
				}
			}
		})
	}),
}

// bringsWhole returns the COPY or ADD above an instruction, in its stage, that brought exactly what
// a word names. It returns nil if there is none.
func bringsWhole(in *dockerfile.Instruction, w shell.Word) *dockerfile.Instruction {
	name := strings.TrimSuffix(w.Source, "/*")
	if strings.HasPrefix(name, "-") || strings.ContainsAny(name, "$*?[`") || !path.IsAbs(name) && in.Before.Workdir == "" {
		return nil
	}
	name = path.Clean(dockerfile.AbsoluteIn(in, name))
	for _, other := range in.Stage.Instructions {
		sources, _, ok := other.Sources()
		if !ok || other.Index > in.Index {
			continue
		}
		if slices.Contains(dockerfile.BroughtTo(other), name) && name != other.Before.Workdir && !dockerfile.IsWholeContext(sources[0].Text) {
			return other
		}
	}
	return nil
}
