package rules

import (
	"slices"
	"strings"

	"github.com/drydock-dev/drydock/syntax"
)

var runAptPin = &Rule{
	ID:       "run-apt-pin",
	Aliases:  []string{"DL3008"},
	Severity: Info,
	Profile:  Strict,
	Since:    "1.0",
	Summary:  "`apt-get install` of packages without a version",
	Doc: "Without a version the newest one is installed that the archive has on the day of the build.\n" +
		"The same Dockerfile then gives another image next month, and a build that breaks\n" +
		"for no visible reason. Many live with that, since a distribution release only\n" +
		"changes for repairs, and old versions leave the archive; that is why only the\n" +
		"strict profile has this rule.",
	FixDoc: "None: which version is right only you can say.",
	Check: func(p *Pass) {
		p.packageCalls(func(_ *syntax.Instruction, call *syntax.PackageCall) {
			if slices.Contains([]string{"install"}, call.Verb) {
				p.reportUnpinned(call, func(name string) bool { return strings.ContainsAny(name, "=/") }, "Write `name=version`, or a snapshot of the archive.")
			}
		}, "apt-get", "apt", "aptitude")
	},
}
