package run

import (
	"github.com/drydock-dev/drydock/lint"
	"github.com/drydock-dev/drydock/syntax/dockerfile"
	"github.com/drydock-dev/drydock/syntax/shell"
)

var ApkPin = &lint.Rule{
	ID:       "run-apk-pin",
	Aliases:  []string{"DL3018"},
	Severity: lint.Info,
	Profile:  lint.Strict,
	Since:    "1.0",
	Summary:  "`apk add` without package versions",
	Doc: "Without a version, apk installs the newest one in the repository on the day of the build.\n" +
		"The same Dockerfile gives a different image next month, and builds break for no visible\n" +
		"reason. Alpine drops old package versions from a release, so an exact version breaks the\n" +
		"build one day. `~=` with the part that matters lasts longer.",
	FixDoc: "None: only you know which version you need.",
	Check: lint.Dockerfile(func(p *lint.DockerfilePass) {
		p.File.RunPackageCalls(func(_ *dockerfile.Instruction, call *shell.PackageCall) {
			if call.Installs() {
				reportUnpinned(p, call, "Pin with `name~=1.2` or `name=version`.")
			}
		}, "apk")
	}),
}
