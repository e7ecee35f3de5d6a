package run

import (
	"github.com/drydock-dev/drydock/lint"
	"github.com/drydock-dev/drydock/syntax/dockerfile"
	"github.com/drydock-dev/drydock/syntax/shell"
)

var GemPin = &lint.Rule{
	ID:       "run-gem-pin",
	Aliases:  []string{"DL3028"},
	Severity: lint.Info,
	Profile:  lint.Strict,
	Since:    "1.0",
	Summary:  "`gem install` without a version",
	Doc: "Without a version, gem installs the newest one in the registry on the day of the build. The\n" +
		"same Dockerfile gives a different image next month, and builds break for no visible\n" +
		"reason. A Gemfile with its lock file pins all gems of an application.",
	FixDoc: "None: only you know which version you need.",
	Check: lint.Dockerfile(func(p *lint.DockerfilePass) {
		p.File.RunPackageCalls(func(_ *dockerfile.Instruction, call *shell.PackageCall) {
			if call.Installs() {
				reportUnpinned(p, call, "Pin with `name:version`, or use a Gemfile.lock.")
			}
		}, "gem")
	}),
}
