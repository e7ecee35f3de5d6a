package rules

import (
	"github.com/drydock-dev/drydock/syntax"
)

var runZypperDistUpgrade = &Rule{
	ID:       "run-zypper-dist-upgrade",
	Aliases:  []string{"DL3035"},
	Severity: Info,
	Profile:  Strict,
	Since:    "1.0",
	Summary:  "`zypper dist-upgrade` in an image",
	Doc: "dist-upgrade moves the image to another release: what comes out depends on the\n" +
		"day of the build. Take a newer base image instead.",
	FixDoc: "None: whether the upgrade is needed depends on the base image.",
	Check: func(p *Pass) {
		p.packageCalls(func(_ *syntax.Instruction, call *syntax.PackageCall) {
			if call.Verb == "dist-upgrade" || call.Verb == "dup" {
				p.Report(call.Command.Span, "`zypper "+call.Verb+"` gives another image on another day. Take a newer base image instead.", nil)
			}
		}, "zypper")
	},
}
