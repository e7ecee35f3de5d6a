package rules

import (
	"slices"
	"strings"

	"github.com/drydock-dev/drydock/syntax"
)

var runApkPin = &Rule{
	ID:       "run-apk-pin",
	Aliases:  []string{"DL3018"},
	Severity: Info,
	Profile:  Strict,
	Since:    "1.0",
	Summary:  "`apk add` without package versions",
	Doc: "Without a version, apk installs the newest one in the repository on the day of the build.\n" +
		"The same Dockerfile gives a different image next month, and builds break for no visible\n" +
		"reason. Alpine drops old package versions from a release, so an exact version breaks the\n" +
		"build one day. `~=` with the part that matters lasts longer.",
	FixDoc: "None: only you know which version you need.",
	Check: func(p *Pass) {
		p.packageCalls(func(_ *syntax.Instruction, call *syntax.PackageCall) {
			if slices.Contains([]string{"add"}, call.Verb) {
				p.reportUnpinned(call, func(name string) bool { return strings.ContainsAny(name, "=<>~") || strings.HasPrefix(name, ".") }, "Pin with `name~=1.2` or `name=version`.")
			}
		}, "apk")
	},
}
