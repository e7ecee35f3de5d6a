package run

import (
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/drydock-dev/drydock/effects"
	"github.com/drydock-dev/drydock/lint"
	"github.com/drydock-dev/drydock/lint/edit"
	"github.com/drydock-dev/drydock/syntax/dockerfile"
	"github.com/drydock-dev/drydock/syntax/shell"
)

var ChownCopy = &lint.Rule{
	ID:       "run-chown-copy",
	Severity: lint.Info,
	Profile:  lint.Strict,
	Since:    "1.0",
	Summary:  "a RUN changes the owner or mode of copied files",
	Doc: "A layer holds whole files: `chown -R` and `chmod -R` store each copied file again, so it\n" +
		"ships twice. `COPY --chown=user:group --chmod=755` sets owner and mode while it copies.",
	FixDoc: "Adds `--chown` to the COPY directly above and removes the RUN, if the RUN only changes the owner of what that COPY brings. If the folder existed before, it keeps its owner: check that the program doesn't create files in it. In other cases no fix is offered.",
	Safety: lint.Review,
	Weighs: true,
	Check: lint.Dockerfile(func(p *lint.DockerfilePass) {
		p.File.RunCommands(func(in *dockerfile.Instruction, c *shell.Command) {
			program := c.Program()
			if program != "chown" && program != "chmod" || len(c.Words) < 3 || in.Stage == nil || !p.File.Ships(in.Stage) {
				return
			}
			recursive := hasOption(c, "-R", "--recursive")
			if !recursive && program == "chmod" {
				return
			}
			context, _ := p.Facts.BuildContext(p.File)
			for _, target := range c.Words[2:] {
				copies := copiedTo(in, target)
				if len(copies) == 0 || !recursive && !bringsFile(copies[0], context) {
					continue
				}
				last := copies[0]
				f := p.Report(c.Span, fmt.Sprintf("Everything copied on line %d ships twice, because this RUN stores it again. Use `--%s` on the COPY instead.", last.Line, program), ownerInCopy(p.File, in, last, c))
				for _, copied := range copies {
					f.Cost += context.CopiedSize(copied, maxCost)
				}
				return
			}
		})
	}),
}

// maxCost is up to how many bytes copied files are counted.
const maxCost = 1 << 30

// bringsFile reports whether a COPY brings one file, going by its source's name if the context doesn't
// tell. A `chown` of a folder without -R changes nothing in it.
func bringsFile(in *dockerfile.Instruction, context *effects.Context) bool {
	sources, _, _ := in.Sources()
	name := sources[0].Text
	known := context != nil && !in.HasFlag("from")
	return len(sources) == 1 && path.Ext(name) != "" && !dockerfile.IsWholeContext(name) && !(known && context.IsFolder(path.Clean(name)))
}

// copiedTo returns the COPYs above an instruction, in its stage, that write to a path or below it, the
// last one first. It skips COPYs that set an owner.
func copiedTo(in *dockerfile.Instruction, target shell.Word) (copies []*dockerfile.Instruction) {
	if !target.Literal || strings.HasPrefix(target.Value, "-") {
		return nil
	}
	name := target.Value
	if !path.IsAbs(name) {
		if in.Before.Workdir == "" {
			return nil
		}
		name = path.Join(in.Before.Workdir, name)
	}
	name = path.Clean(name)
	if name == "/" {
		return nil
	}
	for i := len(in.Stage.Instructions) - 1; i >= 0; i-- {
		other := in.Stage.Instructions[i]
		if _, _, ok := other.Sources(); !ok || other.Index > in.Index || other.HasFlag("chown") {
			continue
		}
		if slices.ContainsFunc(dockerfile.BroughtTo(other), func(d string) bool { return effects.Under(d, name) }) {
			copies = append(copies, other)
		}
	}
	return copies
}

// ownerInCopy returns the fix, or nil if the RUN does more than set the owner of what one COPY
// brought.
func ownerInCopy(file *dockerfile.File, in, copied *dockerfile.Instruction, c *shell.Command) *lint.Fix {
	s := in.Script()
	if c.Program() != "chown" || copied.Index+1 != in.Index || len(s.Steps) != 1 || s.Steps[0].Command != c || len(in.Flags) > 0 || len(in.Heredocs) > 0 || in.IsTrigger() {
		return nil
	}
	if len(c.Words) != 4 || c.Words[1].Value != "-R" || !ownerName.MatchString(c.Words[2].Value) || !file.WholeLines(in) || file.HasContinuedComment(in) {
		return nil
	}
	dests := dockerfile.Destinations(copied)
	if path.Clean(dests[0]) != path.Clean(dockerfile.AbsoluteIn(in, c.Words[3].Value)) {
		return nil
	}
	return &lint.Fix{
		Safety: lint.Review,
		Note:   "If the folder existed before, it keeps its owner. Check that the program doesn't create files in it.",
		Edits:  append(edit.RemoveInto(file, copied, in), edit.Insert(copied.Keyword.End, " --chown="+c.Words[2].Value)),
		Calls:  lint.RemovesCalls(firstWords(c)),
	}
}

// ownerName matches a user, with or without a group.
var ownerName = regexp.MustCompile(`^[a-z_0-9][\w-]*(?::[a-z_0-9][\w-]*)?$`)
