package run

import (
	"github.com/drydock-dev/drydock/lint"
	"github.com/drydock-dev/drydock/syntax/dockerfile"
	"github.com/drydock-dev/drydock/syntax/shell"
)

var AptPin = &lint.Rule{
	ID:       "run-apt-pin",
	Aliases:  []string{"DL3008"},
	Severity: lint.Info,
	Profile:  lint.Strict,
	Since:    "1.0",
	Summary:  "`apt-get install` without package versions",
	Doc: "Without a version, apt installs the newest one in the archive on the day of the build. The\n" +
		"same Dockerfile gives a different image next month, and builds break for no visible reason.\n" +
		"Many teams live with that: a distribution release only gets fixes, and old versions leave\n" +
		"the archive. That's why only the strict profile has this rule.",
	FixDoc: "None: only you know which version you need.",
	Check: lint.Dockerfile(func(p *lint.DockerfilePass) {
		p.File.RunPackageCalls(func(_ *dockerfile.Instruction, call *shell.PackageCall) {
			if call.Installs() {
				reportUnpinned(p, call, "Pin with `name=version`, or use a snapshot of the archive.")
			}
		}, "apt-get", "apt", "aptitude")
	}),
}
