package rules

import (
	"slices"
	"strconv"
	"strings"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"

	"github.com/drydock-dev/drydock/syntax"
)

var copyFromUnknown = &Rule{
	ID:       "copy-from-unknown",
	Aliases:  []string{"DL3022"},
	Severity: Warning,
	Profile:  Recommended,
	Since:    "1.0",
	Summary:  "`COPY --from` names no stage of the file",
	Doc: "What is no stage above is taken for an image of the registry, at `latest`. Often it\n" +
		"is a stage whose name is misspelt or that was renamed, and the build fails, or takes\n" +
		"somebody's image of that name. An image is written with its tag.",
	FixDoc: "None: which stage or image was meant only you can say.",
	Check: func(p *Pass) {
		for in := range p.triggered() {
			c, ok := in.Parsed.(*instructions.CopyCommand)
			if !ok || c.From == "" || strings.ContainsAny(c.From, "$:@") || in.Stage == nil {
				continue
			}
			known := slices.ContainsFunc(p.File.Stages[:in.Stage.Index], func(s *syntax.Stage) bool { return strings.EqualFold(s.Name, c.From) })
			if n, err := strconv.Atoi(c.From); err == nil {
				known = n < in.Stage.Index
			}
			switch {
			case known:
			case strings.Contains(c.From, "/"): // which no stage's name has
				p.Report(in.Span, "This copies from whatever `"+c.From+"` is at `latest` on the day of the build. Name the image with its tag.", nil)
			default:
				p.Report(in.Span, "There is no stage `"+c.From+"` above, so this copies from an image of that name in the registry, at `latest`. Name the stage that is meant, or the image with its tag.", nil)
			}
		}
	},
}
