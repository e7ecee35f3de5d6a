package script

import (
	"github.com/drydock-dev/drydock/lint"
)

var DockerCommit = &lint.Rule{
	ID:       "script-docker-commit",
	Severity: lint.Warning,
	Profile:  lint.Recommended,
	Since:    "1.0",
	Summary:  "`docker commit` makes an image that nobody can rebuild",
	Doc: "An image committed from a running container holds whatever was done in it by hand. Nothing\n" +
		"records what that was, so nobody can rebuild the image, review it or update it. A Dockerfile\n" +
		"records the steps, and each build repeats them.",
	FixDoc: "None: only the container's user knows what was done in it.",
	Check: lint.Scripts(func(p *lint.ScriptPass) {
		dockerCalls(p.File, func(c dockerCall) {
			if c.is("commit") {
				p.Report(c.Span, "This image can't be rebuilt, reviewed or updated, because a commit doesn't record the steps that made it. Put them in a Dockerfile.", nil)
			}
		})
	}),
}
