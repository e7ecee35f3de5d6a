package rules

import (
	"github.com/drydock-dev/drydock/syntax"
)

var runUpgrade = &Rule{
	ID:       "run-upgrade",
	Severity: Info,
	Profile:  Strict,
	Since:    "1.0",
	Summary:  "a RUN that upgrades whatever is installed",
	Doc: "The same file gives another image every week, and two builds on one day may differ.\n" +
		"Repairs come with a newer base image, which is built from the same repairs and\n" +
		"whose digest says which they are.",
	FixDoc: "None: whether the upgrade is needed depends on the base image.",
	Check: func(p *Pass) {
		p.packageCalls(func(_ *syntax.Instruction, call *syntax.PackageCall) {
			upgrades := call.Verb == "upgrade" || call.Verb == "update" && call.Manager != "apt-get" && call.Manager != "apt" && call.Manager != "aptitude" && call.Manager != "apk"
			if upgrades && len(call.Packages) == 0 {
				p.Report(call.Command.Span, "This upgrades whatever is installed, so the same file gives another image next week. Take a newer base image instead.", nil)
			}
		}, "apt-get", "apt", "aptitude", "apk", "yum", "dnf", "microdnf", "zypper")
	},
}
