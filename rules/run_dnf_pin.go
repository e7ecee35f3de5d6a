package rules

import (
	"github.com/drydock-dev/drydock/syntax"
)

var runDnfPin = &Rule{
	ID:       "run-dnf-pin",
	Aliases:  []string{"DL3041"},
	Severity: Info,
	Profile:  Strict,
	Since:    "1.0",
	Summary:  "`dnf install` of packages without a version",
	Doc: "Without a version the newest one is installed that the repository has on the day of the build.\n" +
		"The same Dockerfile then gives another image next month, and a build that breaks\n" +
		"for no visible reason. ",
	FixDoc: "None: which version is right only you can say.",
	Check: func(p *Pass) {
		p.packageCalls(func(_ *syntax.Instruction, call *syntax.PackageCall) {
			if installsRPMs(call) {
				p.reportUnpinned(call, rpmPinnedIn(call), "Write `name-version`.")
			}
		}, "dnf", "microdnf", "tdnf")
	},
}
