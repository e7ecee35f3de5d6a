package run

import (
	"github.com/drydock-dev/drydock/lint"
	"github.com/drydock-dev/drydock/syntax/dockerfile"
	"github.com/drydock-dev/drydock/syntax/shell"
)

var PipPin = &lint.Rule{
	ID:       "run-pip-pin",
	Aliases:  []string{"DL3013"},
	Severity: lint.Info,
	Profile:  lint.Strict,
	Since:    "1.0",
	Summary:  "`pip install` without package versions",
	Doc: "Without a version, pip, pipx and uv install the newest one in the index on the day of the build.\n" +
		"The same Dockerfile gives a different image next month, and builds break for no visible\n" +
		"reason. For an application, prefer a requirements file with versions.",
	FixDoc: "None: only you know which version you need.",
	Check: lint.Dockerfile(func(p *lint.DockerfilePass) {
		p.File.RunPackageCalls(func(_ *dockerfile.Instruction, call *shell.PackageCall) {
			if call.Installs() {
				reportUnpinned(p, call, "Write `name==version`, or a requirements file with versions.")
			}
		}, "pip", "pipx", "uv")
	}),
}
