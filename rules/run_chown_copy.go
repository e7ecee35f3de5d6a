package rules

import (
	"path"
	"regexp"
	"strconv"
	"strings"

	"github.com/drydock-dev/drydock/effects"
	"github.com/drydock-dev/drydock/syntax"
)

var runChownCopy = &Rule{
	ID:       "run-chown-copy",
	Severity: Info,
	Profile:  Strict,
	Since:    "1.0",
	Summary:  "a RUN changes the owner or mode of what a COPY brought",
	Doc: "A layer holds whole files: `chown -R` and `chmod -R` store each of them again, so\n" +
		"that what was copied ships twice. `COPY --chown=user:group --chmod=755` gives owner\n" +
		"and mode while it copies.",
	FixDoc: "Adds `--chown` to the COPY directly above and takes the RUN out, where that changes the owner of just what the COPY brings. The folder itself keeps its owner when it was there before: look at whether the program makes files in it. In other cases nothing is offered.",
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
				p.Report(c.Span, "This stores again all that line "+strconv.Itoa(copied.Line)+" copied: it ships twice. Write `--"+program+"` into the COPY.", p.ownerInCopy(in, copied, c))
				return
			}
		})
	},
}

// copiedTo returns the COPY above an instruction, in its stage, whose destination
// is a path or lies below it; nil for none.
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

// broughtTo returns the paths in the image that a COPY or ADD may bring its
// sources to: a folder's content lands in the destination, a file beside it.
func broughtTo(in *syntax.Instruction) []string {
	_, dest, _ := in.Sources()
	paths := []string{path.Clean(absoluteIn(in, strings.Trim(dest.Text, `"'`)))}
	for _, d := range destinations(in) {
		paths = append(paths, path.Clean(d))
	}
	return paths
}

// ownerInCopy returns the fix, nil where the RUN does more than to give what one
// COPY brought to a user.
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
		Note:   "The folder itself keeps its owner when it was there before: look at whether the program makes files in it.",
		Edits:  append(p.remove(in), insert(copied.Keyword.End, " --chown="+c.Words[2].Value)),
	}
}

// ownerName matches a user with its group.
var ownerName = regexp.MustCompile(`^[a-z_0-9][\w-]*(?::[a-z_0-9][\w-]*)?$`)

// absoluteIn returns a path as an instruction's working directory makes it
// absolute.
func absoluteIn(in *syntax.Instruction, name string) string {
	if path.IsAbs(name) {
		return name
	}
	return path.Join(in.Before.Workdir, name)
}
