package rules

import (
	"slices"
	"strings"

	"github.com/drydock-dev/drydock/syntax"
)

var runZypperPin = &Rule{
	ID:       "run-zypper-pin",
	Aliases:  []string{"DL3037"},
	Severity: Info,
	Profile:  Strict,
	Since:    "1.0",
	Summary:  "`zypper install` without package versions",
	Doc: "Without a version, zypper installs the newest one in the repository on the day of the build.\n" +
		"The same Dockerfile gives a different image next month, and builds break for no visible\n" +
		"reason.",
	FixDoc: "None: only you know which version you need.",
	Check: func(p *Pass) {
		p.packageCalls(func(_ *syntax.Instruction, call *syntax.PackageCall) {
			if slices.Contains([]string{"install", "in"}, call.Verb) {
				p.reportUnpinned(call, func(name string) bool { return strings.ContainsAny(name, "=<>") || rpmPinned(name) }, "Write `name=version`.")
			}
		}, "zypper")
	},
}
