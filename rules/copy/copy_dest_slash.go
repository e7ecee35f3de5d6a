package copy

import (
	"strings"

	"github.com/drydock-dev/drydock/lint"
	"github.com/drydock-dev/drydock/lint/edit"
	"github.com/drydock-dev/drydock/syntax/dockerfile"
)

var DestSlash = &lint.Rule{
	ID:       "copy-dest-slash",
	Aliases:  []string{"DL3021", "DS-0011"},
	Severity: lint.Error,
	Profile:  lint.Recommended,
	Since:    "1.0",
	Summary:  "several sources and a destination that doesn't end in `/`",
	Doc: "With more than one source the destination must be a folder and end in `/`. Otherwise\n" +
		"the build stops: \"When using COPY with more than one source file, the destination must\n" +
		"be a directory and end with a /\".",
	FixDoc: "Adds the `/`. Without it the build fails, so no image can change.",
	Safety: lint.Safe,
	Check: lint.Dockerfile(func(p *lint.DockerfilePass) {
		for in := range p.File.Triggered() {
			sources, dest, ok := in.Sources()
			if !ok || len(sources) < 2 || dockerfile.IsFolderName(in, dest.Text) {
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
			p.Report(dest.Span, severalSources, &lint.Fix{Safety: lint.Safe, Note: "Marks the destination as a folder.", Edits: []lint.Edit{edit.Insert(end, slash)}})
		}
	}),
}

const severalSources = "The build stops here: with several sources, the destination must end in `/`. Add the `/` if it's a folder."
