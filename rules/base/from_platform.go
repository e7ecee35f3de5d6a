package base

import (
	"fmt"
	"strings"

	"github.com/drydock-dev/drydock/lint"
	"github.com/drydock-dev/drydock/syntax/dockerfile"
)

var FromPlatform = &lint.Rule{
	ID:       "from-platform",
	Aliases:  []string{"DL3029", "DL3065"},
	BuildKit: []string{"FromPlatformFlagConstDisallowed", "RedundantTargetPlatform"},
	Severity: lint.Info,
	Profile:  lint.Strict,
	Since:    "1.0",
	Summary:  "a platform hard-coded in FROM",
	Doc: "A platform hard-coded in FROM takes the choice from whoever builds: on other hardware\n" +
		"the image is emulated, or fails to start. `docker build --platform` sets it from\n" +
		"outside. `--platform=$TARGETPLATFORM` is what FROM does anyway.",
	FixDoc: "Removes `--platform=$TARGETPLATFORM`: the build is the same. A constant gets no fix: only you know whether the image works on other hardware.",
	Safety: lint.Safe,
	Check: lint.Dockerfile(func(p *lint.DockerfilePass) {
		for _, stage := range p.File.Stages {
			for _, flag := range stage.From.Flags {
				if flag.Name == "platform" {
					checkPlatform(p, stage, flag)
				}
			}
		}
	}),
}

func checkPlatform(p *lint.DockerfilePass, stage *dockerfile.Stage, flag dockerfile.Flag) {
	switch {
	case flag.Value == "$TARGETPLATFORM" || flag.Value == "${TARGETPLATFORM}":
		span := flag.Span
		span.End = stage.From.Args[0].Span.Start
		p.Report(flag.Span, "FROM uses the target platform anyway, so this flag does nothing. Remove it.",
			&lint.Fix{Safety: lint.Safe, SameBuild: true, Note: "Removes a flag that does nothing. The build is the same.", Edits: []lint.Edit{{Span: span}}})
	case !strings.Contains(flag.Value, "$") && !namesPlatform(stage.Name, flag.Value):
		p.Report(flag.Span, fmt.Sprintf("On other hardware the image is emulated or doesn't start: it's always built for `%s`. Remove the flag, and use `docker build --platform` where you need it.", flag.Value), nil)
	}
}

// namesPlatform reports whether a stage's name has the system or the architecture of a platform: then
// it's one of several, as BuildKit sees it too.
// https://docs.docker.com/reference/build-checks/from-platform-flag-const-disallowed/
func namesPlatform(name, platform string) bool {
	system, architecture, _ := strings.Cut(platform, "/")
	architecture, _, _ = strings.Cut(architecture, "/")
	name = strings.ToLower(name)
	return system != "" && strings.Contains(name, strings.ToLower(system)) || architecture != "" && strings.Contains(name, strings.ToLower(architecture))
}
