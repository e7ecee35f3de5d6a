package base

import (
	"fmt"

	"github.com/drydock-dev/drydock/lint"
)

var FromTagAndDigest = &lint.Rule{
	ID:       "from-tag-and-digest",
	Severity: lint.Info,
	Profile:  lint.Strict,
	Since:    "1.0",
	Summary:  "a base image with both a tag and a digest",
	Doc: "The digest alone decides which image Docker uses. The tag is a note that nobody checks\n" +
		"and that is soon wrong. If a tool keeps both up to date, switch this rule off.",
	FixDoc: "None: only you know which of the two you mean.",
	Check: lint.Dockerfile(func(p *lint.DockerfilePass) {
		for _, stage := range p.File.Stages {
			if stage.Parent != nil || !stage.BaseKnown {
				continue
			}
			if image := p.Facts.Image(stage.Base); image.Tag != "" && image.Digest != "" {
				p.Report(stage.From.Args[0].Span, fmt.Sprintf("Docker ignores the tag `%s` next to a digest, so it can go stale unnoticed. Keep one of the two.", image.Tag), nil)
			}
		}
	}),
}
