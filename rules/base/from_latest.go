package base

import (
	"fmt"

	"github.com/drydock-dev/drydock/images"
	"github.com/drydock-dev/drydock/lint"
	"github.com/drydock-dev/drydock/syntax"
	"github.com/drydock-dev/drydock/syntax/dockerfile"
)

var FromLatest = &lint.Rule{
	ID:       "from-latest",
	Aliases:  []string{"DL3007", "DS-0001", "CKV_DOCKER_7"},
	Severity: lint.Warning,
	Profile:  lint.Recommended,
	Since:    "1.0",
	Summary:  "`latest` is a different image every few months",
	Doc: "`latest` moves with every release. The next build may get another major version, with\n" +
		"other packages, and fail or behave differently although nothing in the repository has\n" +
		"changed. Two machines that build the same commit may get different images. An image that the\n" +
		"repository builds itself may be `latest`.",
	FixDoc: "Replaces `latest` with the tag that the file's own packages imply, else with the newest stable one that Drydock knows. Check that it's the version you run today. An image that Drydock doesn't know gets no fix.",
	Safety: lint.Review,
	Check: lint.Dockerfile(func(p *lint.DockerfilePass) {
		eachBase(p.Facts, p.File, func(stage *dockerfile.Stage, image images.Image, word syntax.Span) {
			if image.Tag == "latest" && image.Digest == "" {
				reportMoving(p, stage, image, word, fmt.Sprintf("A build may break or behave differently without any change of yours: `%s:latest` moves with every release.", image.Repository))
			}
		})
	}),
}
