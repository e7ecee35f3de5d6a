package run

import (
	"github.com/drydock-dev/drydock/lint"
	"github.com/drydock-dev/drydock/syntax/dockerfile"
	"github.com/drydock-dev/drydock/syntax/shell"
	"slices"
)

var Upgrade = &lint.Rule{
	ID:       "run-upgrade",
	Severity: lint.Info,
	Profile:  lint.Strict,
	Since:    "1.0",
	Summary:  "a RUN that upgrades everything installed",
	Doc: "The same file gives a different image every week, and two builds on one day may differ.\n" +
		"A newer base image brings the same fixes, and its digest says which ones.",
	FixDoc: "None: whether the upgrade is needed depends on the base image.",
	Check: lint.Dockerfile(func(p *lint.DockerfilePass) {
		p.File.RunPackageCalls(func(_ *dockerfile.Instruction, call *shell.PackageCall) {
			if slices.Contains([]string{"upgrade", "update"}, call.Verb) && call.Upgrades() && len(call.Packages) == 0 {
				p.Report(call.Command.Span, "This upgrades everything installed, so the same file may give a different image next week. Use a newer base image instead.", nil)
			}
		}, "apt-get", "apt", "aptitude", "apk", "yum", "dnf", "microdnf", "zypper")
	}),
}
