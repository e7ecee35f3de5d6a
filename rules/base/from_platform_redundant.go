package base

import (
	"github.com/drydock-dev/drydock/lint"
)

var FromPlatformRedundant = &lint.Rule{
	ID:       "from-platform-redundant",
	Aliases:  []string{"DL3065"},
	BuildKit: []string{"RedundantTargetPlatform"},
	Severity: lint.Info,
	Profile:  lint.Strict,
	Since:    "1.0",
	Summary:  "`--platform=$TARGETPLATFORM` in FROM",
	Doc: "FROM uses the target platform if no other is named. The flag changes nothing, but readers\n" +
		"look for a reason.",
	FixDoc: "Removes the flag: the build is the same.",
	Safety: lint.Safe,
	Check: lint.Dockerfile(func(p *lint.DockerfilePass) {
		for _, stage := range p.File.Stages {
			for _, flag := range stage.From.Flags {
				if flag.Name != "platform" || flag.Value != "$TARGETPLATFORM" && flag.Value != "${TARGETPLATFORM}" {
					continue
				}
				span := flag.Span
				span.End = stage.From.Args[0].Span.Start
				p.Report(flag.Span, "FROM uses the target platform anyway, so this flag does nothing. Remove it.",
					&lint.Fix{Safety: lint.Safe, SameBuild: true, Note: "Removes a flag that does nothing. The build is the same.", Edits: []lint.Edit{{Span: span}}})
			}
		}
	}),
}
