package rules

import (
	"github.com/drydock-dev/drydock/images"
	"github.com/drydock-dev/drydock/syntax"
)

var fromDigest = &Rule{
	ID:       "from-digest",
	Severity: Info,
	Profile:  Security,
	Since:    "1.0",
	Summary:  "a base without a digest",
	Doc: "A tag can be moved: the registry, or whoever gets into it, can put another image\n" +
		"under the same name. A digest names the bytes themselves, `debian:12-slim@sha256:…`.\n" +
		"Update bots such as Renovate and Dependabot keep it up to date.",
	FixDoc: "None: the digest stands in the registry, and nothing is asked of one here. `docker buildx imagetools inspect IMAGE` prints it.",
	Check: func(p *Pass) {
		eachBase(p, func(stage *syntax.Stage, image images.Image, word syntax.Span) {
			if image.Digest == "" {
				p.Report(word, "The tag can be moved to another image, and the next build takes that. Add the digest, as `docker buildx imagetools inspect` prints it: `NAME:TAG@sha256:…`.", nil)
			}
		})
	},
}
