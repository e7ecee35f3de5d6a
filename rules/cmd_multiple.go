package rules

import (
	"strconv"

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
	Doc: "An image has one default command. Each CMD replaces the one before, so all but\n" +
		"the last of a stage do nothing; often somebody changed the wrong one.",
	FixDoc: "Removes the CMDs that have no effect, where BuildKit confirms that it builds exactly the same without them. Look at whether the last one is the one you mean.",
	Safety: Safe,
	Check:  func(p *Pass) { p.reportRepeated("CMD") },
}

// reportRepeated reports the instructions of a name that a later one of the
// same stage makes void.
func (p *Pass) reportRepeated(name string) {
	for _, stage := range p.File.Stages {
		last := stage.Last(name)
		for _, in := range stage.Instructions {
			if in.Name != name || in == last {
				continue
			}
			var fix *Fix
			if p.wholeLines(in) && !hasContinuedComment(p, in) && !commentedOn(p, in) {
				fix = &Fix{Safety: Safe, SameBuild: true, Note: "The one that counts stays as it is.", Edits: p.remove(in)}
			}
			p.Report(in.Span, "This "+name+" does nothing: the one in line "+strconv.Itoa(last.Line)+" replaces it. Remove it, or the other if this is the one you mean.", fix)
		}
	}
}

// commentedOn reports whether a comment stands directly above an instruction:
// without it the comment would seem to speak of the next one.
func commentedOn(p *Pass, in *syntax.Instruction) bool {
	return p.File.CommentsAbove(in) != in.Line
}
