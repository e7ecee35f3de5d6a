package stage

import (
	"slices"

	"github.com/drydock-dev/drydock/buildkit"
	"github.com/drydock-dev/drydock/lint"
	"github.com/drydock-dev/drydock/syntax/dockerfile"
)

var EmptyContinuation = &lint.Rule{
	ID:       "empty-continuation",
	BuildKit: []string{"NoEmptyContinuation"},
	Severity: lint.Info,
	Profile:  lint.Recommended,
	Since:    "1.0",
	Summary:  "an empty line inside a continued instruction",
	Doc: "BuildKit skips an empty line inside a continued instruction today, and announces that\n" +
		"it will become an error.",
	FixDoc: "Removes the empty lines, within up to thirty lines at a time. The build is the same.",
	Safety: lint.Safe,
	Check: lint.Dockerfile(func(p *lint.DockerfilePass) {
		for _, in := range p.File.Instructions {
			if !buildkit.Warned(p.File, "NoEmptyContinuation", in) {
				continue
			}
			const message = "BuildKit plans to reject empty lines inside an instruction; today it skips them. Remove the line, or put a `#` on it."
			var fix *lint.Fix
			var first int // first line of the current fix
			for line := in.Line + 1; line < in.EndLine; line++ {
				if !p.File.Blank(line) || insideHeredoc(in, p.File.FullLineSpan(line).Start) {
					continue
				}
				if fix == nil || line-first >= lint.MaxLines {
					first, fix = line, &lint.Fix{Safety: lint.Safe, SameBuild: true, Note: "Removes empty lines without changing the build."}
					p.Report(p.File.LineSpan(line), message, fix)
				}
				fix.Edits = append(fix.Edits, lint.Edit{Span: p.File.FullLineSpan(line)})
			}
			if fix == nil {
				p.Report(p.File.TrimmedLines(in.Line, in.Line), message, nil)
			}
		}
	}),
}

// insideHeredoc reports whether an offset is inside a here-document of an instruction.
func insideHeredoc(in *dockerfile.Instruction, offset int) bool {
	return slices.ContainsFunc(in.Heredocs, func(h dockerfile.Heredoc) bool { return h.Body.Start <= offset && offset < h.Terminator.End })
}
