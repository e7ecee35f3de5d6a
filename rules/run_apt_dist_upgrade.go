package rules

import (
	"github.com/drydock-dev/drydock/syntax"
)

var runAptDistUpgrade = &Rule{
	ID:       "run-apt-dist-upgrade",
	Aliases:  []string{"DL3005", "DS-0024"},
	Severity: Info,
	Profile:  Strict,
	Since:    "1.0",
	Summary:  "`apt-get dist-upgrade` in an image",
	Doc: "dist-upgrade may remove packages and move the image to another release of its\n" +
		"parts: what comes out depends on the day of the build. Updates of the system\n" +
		"belong to the base image: take a newer one.",
	FixDoc: "None: whether the upgrade is needed depends on the base image.",
	Check: func(p *Pass) {
		p.packageCalls(func(_ *syntax.Instruction, call *syntax.PackageCall) {
			if call.Verb == "dist-upgrade" || call.Verb == "full-upgrade" {
				p.Report(call.Command.Span, "`"+call.Verb+"` may remove packages, and gives another image on another day. Take a newer base image instead.", nil)
			}
		}, "apt-get", "apt", "aptitude")
	},
}
