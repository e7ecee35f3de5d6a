package start

import (
	"fmt"

	"github.com/drydock-dev/drydock/lint"
	"github.com/drydock-dev/drydock/lint/edit"
)

// reportRepeated reports each instruction of a name that a later one in its stage replaces.
func reportRepeated(p *lint.DockerfilePass, name string) {
	for _, stage := range p.File.Stages {
		last := stage.Last(name)
		for _, in := range stage.Instructions {
			if in.Name != name || in == last {
				continue
			}
			var fix *lint.Fix
			if p.File.WholeLines(in) && !p.File.HasContinuedComment(in) && !p.File.HasCommentAbove(in) {
				fix = &lint.Fix{Priority: lint.Removes, Safety: lint.Safe, SameBuild: true, Note: fmt.Sprintf("Keeps the last %s, the only one that counts.", name), Edits: edit.Remove(p.File, in)}
			}
			p.Report(in.Span, fmt.Sprintf("This %s does nothing: the one on line %d replaces it. Remove whichever you don't want.", name, last.Line), fix)
		}
	}
}
