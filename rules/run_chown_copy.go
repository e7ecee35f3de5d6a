package rules

import (
	"fmt"
	"path"
	"regexp"
	"strings"

	"github.com/drydock-dev/drydock/effects"
	"github.com/drydock-dev/drydock/syntax"
)

var runChownCopy = &Rule{
	ID:       "run-chown-copy",
	Severity: Info,
	Profile:  Strict,
	Since:    "1.0",
	Summary:  "a RUN changes the owner or mode of copied files",
	Doc: "A layer holds whole files: `chown -R` and `chmod -R` store each copied file again, so it\n" +
		"ships twice. `COPY --chown=user:group --chmod=755` sets owner and mode while it copies.",
	FixDoc: "Adds `--chown` to the COPY directly above and removes the RUN, if the RUN only changes the owner of what that COPY brings. If the folder existed before, it keeps its owner: check that the program doesn't create files in it. In other cases no fix is offered.",
	Safety: Review,
	Check: func(p *Pass) {
		p.commands(func(in *syntax.Instruction, c *syntax.Command) {
			program := c.Program()
			if program != "chown" && program != "chmod" || len(c.Words) < 3 || in.Stage == nil || !p.ships(in.Stage) {
				return
			}
			if !hasOption(c, "-R", "--recursive") && program == "chmod" {
				return
			}
			for _, target := range c.Words[2:] {
				copied := copiedTo(in, target)
				if copied == nil {
					continue
				}
				p.Report(c.Span, fmt.Sprintf("Everything copied on line %d ships twice, because this RUN stores it again. Use `--%s` on the COPY instead.", copied.Line, program), p.ownerInCopy(in, copied, c))
				return
			}
		})
	},
}

// copiedTo returns the last COPY above an instruction, in its stage, that writes to a path or below
// it. It returns nil if there is none, and skips COPYs that set an owner.
func copiedTo(in *syntax.Instruction, target syntax.Word) *syntax.Instruction {
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
		for _, d := range broughtTo(other) {
			if effects.Under(d, name) {
				return other
			}
		}
	}
	return nil
}

// broughtTo returns the paths in the image where the sources of a COPY or ADD may end up: the
// destination itself, and the sources' names below it.
func broughtTo(in *syntax.Instruction) []string {
	_, dest, _ := in.Sources()
	paths := []string{path.Clean(absoluteIn(in, strings.Trim(dest.Text, `"'`)))}
	for _, d := range destinations(in) {
		paths = append(paths, path.Clean(d))
	}
	return paths
}

// ownerInCopy returns the fix, or nil if the RUN does more than set the owner of what one COPY
// brought.
func (p *Pass) ownerInCopy(in, copied *syntax.Instruction, c *syntax.Command) *Fix {
	s := in.Script()
	if c.Program() != "chown" || copied.Index+1 != in.Index || len(s.Steps) != 1 || s.Steps[0].Command != c || len(in.Flags) > 0 || len(in.Heredocs) > 0 || p.File.Instructions[in.Index].Trigger != nil {
		return nil
	}
	if len(c.Words) != 4 || c.Words[1].Value != "-R" || !ownerName.MatchString(c.Words[2].Value) || commentedOn(p, in) || !p.wholeLines(in) || hasContinuedComment(p, in) {
		return nil
	}
	dests := destinations(copied)
	if path.Clean(dests[0]) != path.Clean(absoluteIn(in, c.Words[3].Value)) {
		return nil
	}
	return &Fix{
		Safety: Review,
		Note:   "If the folder existed before, it keeps its owner. Check that the program doesn't create files in it.",
		Edits:  append(p.remove(in), insert(copied.Keyword.End, " --chown="+c.Words[2].Value)),
	}
}

// ownerName matches a user, with or without a group.
var ownerName = regexp.MustCompile(`^[a-z_0-9][\w-]*(?::[a-z_0-9][\w-]*)?$`)

// absoluteIn returns a path made absolute with an instruction's working directory.
func absoluteIn(in *syntax.Instruction, name string) string {
	if path.IsAbs(name) {
		return name
	}
	return path.Join(in.Before.Workdir, name)
}
