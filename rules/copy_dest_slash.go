package rules

import (
	"strings"

	"github.com/drydock-dev/drydock/syntax"
)

var copyDestSlash = &Rule{
	ID:       "copy-dest-slash",
	Aliases:  []string{"DL3021", "DS-0011"},
	Severity: Error,
	Profile:  Recommended,
	Since:    "1.0",
	Summary:  "several sources and a destination that doesn't end in `/`",
	Doc: "With more than one source the destination must be a folder and end in `/`. Otherwise\n" +
		"the build stops: \"When using COPY with more than one source file, the destination must\n" +
		"be a directory and end with a /\".",
	FixDoc: "Adds the `/`. Without it the build fails, so no image can change.",
	Safety: Safe,
	Check: func(p *Pass) {
		for in := range p.triggered() {
			sources, dest, ok := in.Sources()
			if !ok || len(sources) < 2 || folderName(in, dest.Text) {
				continue
			}
			end := dest.Span.End
			if in.JSON {
				end-- // inside the quote
			}
			slash := "/"
			if strings.HasSuffix(strings.TrimRight(dest.Text, `"'`), `\`) || strings.HasSuffix(dest.Text, `"`) {
				p.Report(dest.Span, severalSources, nil)
				continue
			}
			p.Report(dest.Span, severalSources, &Fix{Safety: Safe, Note: "Marks the destination as a folder.", Edits: []Edit{insert(end, slash)}})
		}
	},
}

const severalSources = "The build stops here: with several sources, the destination must end in `/`. Add the `/` if it's a folder."

// folderName reports whether a destination is, or may be, a folder.
func folderName(in *syntax.Instruction, dest string) bool {
	trimmed := strings.Trim(dest, `"'`)
	switch {
	case strings.HasSuffix(trimmed, "/"), trimmed == ".", trimmed == "..", strings.HasSuffix(trimmed, "/."), strings.HasSuffix(trimmed, "/.."):
		return true
	case strings.HasSuffix(trimmed, `\`): // Windows
		return true
	case strings.Contains(trimmed, "$"):
		if in.Stage == nil {
			return true
		}
		value, known := in.Stage.Expand(dest, in)
		return !known || strings.HasSuffix(value, "/")
	}
	return false
}
