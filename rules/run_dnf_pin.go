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
	Summary:  "`dnf install` without package versions",
	Doc: "Without a version, dnf installs the newest one in the repository on the day of the build.\n" +
		"The same Dockerfile gives a different image next month, and builds break for no visible\n" +
		"reason.",
	FixDoc: "None: only you know which version you need.",
	Check: func(p *Pass) {
		p.packageCalls(func(_ *syntax.Instruction, call *syntax.PackageCall) {
			if installsRPMs(call) {
				p.reportUnpinned(call, rpmPinnedIn(call), "Pin with `name-version`.")
			}
		}, "dnf", "microdnf", "tdnf")
	},
}
