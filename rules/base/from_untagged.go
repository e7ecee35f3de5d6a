package base

import (
	"fmt"

	"github.com/drydock-dev/drydock/images"
	"github.com/drydock-dev/drydock/lint"
	"github.com/drydock-dev/drydock/syntax"
	"github.com/drydock-dev/drydock/syntax/dockerfile"
)

var FromUntagged = &lint.Rule{
	ID:       "from-untagged",
	Aliases:  []string{"DL3006"},
	Severity: lint.Warning,
	Profile:  lint.Recommended,
	Since:    "1.0",
	Summary:  "a base image without a tag is whatever is newest on the day of the build",
	Doc: "Without a tag Docker takes `latest`, which moves. The next build may get another major\n" +
		"version, with other packages, and fail or behave differently although nothing in the\n" +
		"repository has changed. A tag says which version you want. An image that the repository\n" +
		"builds itself needs none.",
	FixDoc: "Adds the tag that the file's own packages imply, else the newest stable one that Drydock knows. Check that it's the version you run today. An image that Drydock doesn't know gets no fix.",
	Safety: lint.Review,
	Check: lint.Dockerfile(func(p *lint.DockerfilePass) {
		eachBase(p.Facts, p.File, func(stage *dockerfile.Stage, image images.Image, word syntax.Span) {
			if image.Tag == "" && image.Digest == "" {
				reportMoving(p, stage, image, word, fmt.Sprintf("A build may break without any change of yours: `%s` has no tag, so you get whatever is newest that day.", image.Repository))
			}
		})
	}),
}
