package run

import (
	"fmt"

	"github.com/drydock-dev/drydock/lint"
	"github.com/drydock-dev/drydock/syntax/dockerfile"
	"github.com/drydock-dev/drydock/syntax/shell"
)

var AptDistUpgrade = &lint.Rule{
	ID:       "run-apt-dist-upgrade",
	Aliases:  []string{"DL3005", "DS-0024"},
	Severity: lint.Info,
	Profile:  lint.Strict,
	Since:    "1.0",
	Summary:  "`apt-get dist-upgrade` in a build",
	Doc: "dist-upgrade may remove packages and move parts of the image to another release. The result\n" +
		"depends on the day of the build. System updates belong in the base image: use a newer one.",
	FixDoc: "None: whether the upgrade is needed depends on the base image.",
	Check: lint.Dockerfile(func(p *lint.DockerfilePass) {
		p.File.RunPackageCalls(func(_ *dockerfile.Instruction, call *shell.PackageCall) {
			if call.Verb == "dist-upgrade" {
				p.Report(call.Command.Span, fmt.Sprintf("`%s` may remove packages, and the result depends on the day of the build. Use a newer base image instead.", call.VerbWord.Value), nil)
			}
		}, "apt-get", "apt", "aptitude")
	}),
}
