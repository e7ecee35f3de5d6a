package run

import (
	"github.com/drydock-dev/drydock/lint"
	"github.com/drydock-dev/drydock/syntax/dockerfile"
	"github.com/drydock-dev/drydock/syntax/shell"
)

var NpmPin = &lint.Rule{
	ID:       "run-npm-pin",
	Aliases:  []string{"DL3016"},
	Severity: lint.Info,
	Profile:  lint.Strict,
	Since:    "1.0",
	Summary:  "`npm install` without package versions",
	Doc: "Without a version, npm installs the newest one in the registry on the day of the build.\n" +
		"The same Dockerfile gives a different image next month, and builds break for no visible\n" +
		"reason. For an application, prefer a lock file and `npm ci`.",
	FixDoc: "None: only you know which version you need.",
	Check: lint.Dockerfile(func(p *lint.DockerfilePass) {
		p.File.RunPackageCalls(func(_ *dockerfile.Instruction, call *shell.PackageCall) {
			if call.Installs() {
				reportUnpinned(p, call, "Write `name@version`, or use a lock file and `npm ci`.")
			}
		}, "npm")
	}),
}
