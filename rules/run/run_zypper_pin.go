package run

import (
	"github.com/drydock-dev/drydock/lint"
	"github.com/drydock-dev/drydock/syntax/dockerfile"
	"github.com/drydock-dev/drydock/syntax/shell"
)

var ZypperPin = &lint.Rule{
	ID:       "run-zypper-pin",
	Aliases:  []string{"DL3037"},
	Severity: lint.Info,
	Profile:  lint.Strict,
	Since:    "1.0",
	Summary:  "`zypper install` without package versions",
	Doc: "Without a version, zypper installs the newest one in the repository on the day of the build.\n" +
		"The same Dockerfile gives a different image next month, and builds break for no visible\n" +
		"reason.",
	FixDoc: "None: only you know which version you need.",
	Check: lint.Dockerfile(func(p *lint.DockerfilePass) {
		p.File.RunPackageCalls(func(_ *dockerfile.Instruction, call *shell.PackageCall) {
			if call.Installs() {
				reportUnpinned(p, call, "Write `name=version`.")
			}
		}, "zypper")
	}),
}
