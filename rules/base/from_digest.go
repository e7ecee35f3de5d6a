package base

import (
	"github.com/drydock-dev/drydock/images"
	"github.com/drydock-dev/drydock/lint"
	"github.com/drydock-dev/drydock/syntax"
	"github.com/drydock-dev/drydock/syntax/dockerfile"
)

var FromDigest = &lint.Rule{
	ID:       "from-digest",
	Severity: lint.Info,
	Profile:  lint.Security,
	Since:    "1.0",
	Summary:  "a base image without a digest",
	Doc: "A tag can move: the registry, or whoever breaks into it, can put another image under the\n" +
		"same name. A digest names the exact bytes, as in `debian:12-slim@sha256:…`. Bots such as\n" +
		"Renovate and Dependabot keep it up to date.",
	FixDoc: "None: only the registry knows the digest, and Drydock asks no registry. `docker buildx imagetools inspect IMAGE` prints it.",
	Check: lint.Dockerfile(func(p *lint.DockerfilePass) {
		eachBase(p.Facts, p.File, func(stage *dockerfile.Stage, image images.Image, word syntax.Span) {
			if image.Digest == "" {
				p.About(movingBase).Report(word, "If the tag moves, the next build gets another image. Add the digest that `docker buildx imagetools inspect` prints: `NAME:TAG@sha256:…`.", nil)
			}
		})
	}),
}
