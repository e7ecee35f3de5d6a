package rules

import (
	"fmt"

	"github.com/drydock-dev/drydock/syntax"
)

var cmdMultiple = &Rule{
	ID:       "cmd-multiple",
	Aliases:  []string{"DL4003", "DS-0016"},
	BuildKit: []string{"MultipleInstructionsDisallowed"},
	Severity: Warning,
	Profile:  Recommended,
	Since:    "1.0",
	Summary:  "several CMDs in a stage: only the last one counts",
	Doc: "An image has one default command. Each CMD replaces the one before it, so only the\n" +
		"last one in a stage counts. Often someone has changed the wrong one.",
	FixDoc: "Removes the CMDs that have no effect, if BuildKit confirms that the build is exactly the same without them. Check that the last one is the one you want.",
	Safety: Safe,
	Check:  func(p *Pass) { p.reportRepeated("CMD") },
}

// reportRepeated reports each instruction of a name that a later one in its stage replaces.
func (p *Pass) reportRepeated(name string) {
	for _, stage := range p.File.Stages {
		last := stage.Last(name)
		for _, in := range stage.Instructions {
			if in.Name != name || in == last {
				continue
			}
			var fix *Fix
			if p.wholeLines(in) && !hasContinuedComment(p, in) && !commentedOn(p, in) {
				fix = &Fix{Safety: Safe, SameBuild: true, Note: fmt.Sprintf("Keeps the last %s, the only one that counts.", name), Edits: p.remove(in)}
			}
			p.Report(in.Span, fmt.Sprintf("This %s does nothing: the one on line %d replaces it. Remove whichever you don't want.", name, last.Line), fix)
		}
	}
}

// commentedOn reports whether a comment is directly above an instruction. If only the
// instruction went, the comment would seem to describe the next one.
func commentedOn(p *Pass, in *syntax.Instruction) bool {
	return p.File.CommentsAbove(in) != in.Line
}
