package base

import (
	"fmt"
	"strings"

	"github.com/drydock-dev/drydock/lint"
)

var FromPlatform = &lint.Rule{
	ID:       "from-platform",
	Aliases:  []string{"DL3029"},
	BuildKit: []string{"FromPlatformFlagConstDisallowed"},
	Severity: lint.Info,
	Profile:  lint.Strict,
	Since:    "1.0",
	Summary:  "a platform hard-coded in FROM",
	Doc: "A platform hard-coded in FROM takes the choice from whoever builds: on other hardware\n" +
		"the image is emulated, or fails to start. `docker build --platform` sets it from\n" +
		"outside.",
	FixDoc: "None: only you know whether the image works on other hardware.",
	Check: lint.Dockerfile(func(p *lint.DockerfilePass) {
		for _, stage := range p.File.Stages {
			for _, flag := range stage.From.Flags {
				if flag.Name == "platform" && !strings.Contains(flag.Value, "$") && !namesPlatform(stage.Name, flag.Value) {
					p.Report(flag.Span, fmt.Sprintf("On other hardware the image is emulated or doesn't start: it's always built for `%s`. Remove the flag, and use `docker build --platform` where you need it.", flag.Value), nil)
				}
			}
		}
	}),
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
