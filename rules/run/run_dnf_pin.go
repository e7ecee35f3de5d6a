package run

import (
	"github.com/drydock-dev/drydock/lint"
	"github.com/drydock-dev/drydock/syntax/dockerfile"
	"github.com/drydock-dev/drydock/syntax/shell"
)

var DnfPin = &lint.Rule{
	ID:       "run-dnf-pin",
	Aliases:  []string{"DL3041"},
	Severity: lint.Info,
	Profile:  lint.Strict,
	Since:    "1.0",
	Summary:  "`dnf install` without package versions",
	Doc: "Without a version, dnf installs the newest one in the repository on the day of the build.\n" +
		"The same Dockerfile gives a different image next month, and builds break for no visible\n" +
		"reason.",
	FixDoc: "None: only you know which version you need.",
	Check: lint.Dockerfile(func(p *lint.DockerfilePass) {
		p.File.RunPackageCalls(func(_ *dockerfile.Instruction, call *shell.PackageCall) {
			if call.Installs() {
				reportUnpinned(p, call, "Pin with `name-version`.")
			}
		}, "dnf", "microdnf", "tdnf")
	}),
}
