package rules

import (
	"github.com/drydock-dev/drydock/images"
	"github.com/drydock-dev/drydock/syntax"
)

var fromLatest = &Rule{
	ID:       "from-latest",
	Aliases:  []string{"DL3007", "DS-0001", "CKV_DOCKER_7"},
	Severity: Warning,
	Profile:  Recommended,
	Since:    "1.0",
	Summary:  "`latest` is another image every few months",
	Doc: "`latest` is a tag that is moved with every release. The next build may get another\n" +
		"major version, with other packages, and fail or behave differently although\n" +
		"nothing in the repository has changed; and two machines that build the same\n" +
		"commit may build different images.",
	FixDoc: "Replaces `latest`: by the tag that the file's own packages imply, else by the newest stable one that Drydock knows. Look at whether that is the version you run today. An image that Drydock does not know is reported without a fix.",
	Safety: Review,
	Check: func(p *Pass) {
		eachBase(p, func(stage *syntax.Stage, image images.Image, word syntax.Span) {
			if image.Tag == "latest" && image.Digest == "" {
				p.reportMoving(stage, image, word, "`"+image.Repository+":latest` is another image after every release, so a build may break or behave differently without any change of yours.")
			}
		})
	},
}
