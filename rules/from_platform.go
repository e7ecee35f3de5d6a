package rules

import (
	"strings"

	"github.com/drydock-dev/drydock/syntax"
)

var fromPlatform = &Rule{
	ID:       "from-platform",
	Aliases:  []string{"DL3029", "DL3065"},
	BuildKit: []string{"FromPlatformFlagConstDisallowed", "RedundantTargetPlatform"},
	Severity: Info,
	Profile:  Strict,
	Since:    "1.0",
	Summary:  "a platform written into FROM",
	Doc: "A platform written into FROM takes the choice from whoever builds: on other\n" +
		"hardware the image is emulated, or fails to start. `docker build --platform`\n" +
		"says it from outside. `--platform=$TARGETPLATFORM` is what FROM does anyway.",
	FixDoc: "Leaves `--platform=$TARGETPLATFORM` out: the build is the same. For a constant nothing is offered: whether the image works on other hardware only you can say.",
	Safety: Safe,
	Check: func(p *Pass) {
		for _, stage := range p.File.Stages {
			for _, flag := range stage.From.Flags {
				if flag.Name == "platform" {
					p.checkPlatform(flag)
				}
			}
		}
	},
}

func (p *Pass) checkPlatform(flag syntax.Flag) {
	switch {
	case flag.Value == "$TARGETPLATFORM" || flag.Value == "${TARGETPLATFORM}":
		span := flag.Span
		after := p.File.Source[span.End:]
		span.End += len(after) - len(strings.TrimLeft(string(after), " \t"))
		p.Report(flag.Span, "This is what FROM does without it: the platform that the build is for. Leave it out.",
			&Fix{Safety: Safe, SameBuild: true, Note: "The build is the same.", Edits: []Edit{{Span: span}}})
	case !strings.Contains(flag.Value, "$"):
		p.Report(flag.Span, "This builds for `"+flag.Value+"` wherever it is built: on other hardware the image is emulated, or does not start. Leave it out, and say it with `docker build --platform` where it is needed.", nil)
	}
}
