package copy

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"

	"github.com/drydock-dev/drydock/lint"
	"github.com/drydock-dev/drydock/syntax/dockerfile"
)

var FromUnknown = &lint.Rule{
	ID:       "copy-from-unknown",
	Aliases:  []string{"DL3022"},
	Severity: lint.Warning,
	Profile:  lint.Recommended,
	Since:    "1.0",
	Summary:  "`COPY --from` names no stage in the file",
	Doc: "A name that isn't a stage above is taken as an image in the registry, at `latest`. Often\n" +
		"it's a stage that was misspelt or renamed. The build then fails, or copies from somebody\n" +
		"else's image of that name. Write an image with its tag. An image that the repository builds\n" +
		"itself needs none, nor does a named context of its builds.",
	FixDoc: "None: only you know which stage or image was meant.",
	Check: lint.Dockerfile(func(p *lint.DockerfilePass) {
		for in := range p.File.Triggered() {
			c, ok := in.Parsed.(*instructions.CopyCommand)
			if !ok || c.From == "" || strings.ContainsAny(c.From, "$:@") || in.Stage == nil {
				continue
			}
			known := slices.ContainsFunc(p.File.Stages[:in.Stage.Index], func(s *dockerfile.Stage) bool { return strings.EqualFold(s.Name, c.From) })
			if n, err := strconv.Atoi(c.From); err == nil {
				known = n < in.Stage.Index
			}
			switch {
			case known || p.Facts.IsLocalImage(p.File, c.From):
			case strings.Contains(c.From, "/"): // no stage name has a slash
				p.Report(in.Span, fmt.Sprintf("Without a tag, this copies from whatever `%s` has at `latest` on the day of the build. Add a tag.", c.From), nil)
			default:
				p.Report(in.Span, fmt.Sprintf("No stage above is called `%s`, so this copies from a registry image of that name, at `latest`. Fix the stage name, or add the image's tag.", c.From), nil)
			}
		}
	}),
}
