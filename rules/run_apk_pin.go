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
	Summary:  "`apk add` of packages without a version",
	Doc: "Without a version the newest one is installed that the repository has on the day of the build.\n" +
		"The same Dockerfile then gives another image next month, and a build that breaks\n" +
		"for no visible reason. Alpine drops old versions of packages from a\n" +
		"release, so an exact version breaks the build one day: `~=` with the part that\n" +
		"matters lasts longer.",
	FixDoc: "None: which version is right only you can say.",
	Check: func(p *Pass) {
		p.packageCalls(func(_ *syntax.Instruction, call *syntax.PackageCall) {
			if slices.Contains([]string{"add"}, call.Verb) {
				p.reportUnpinned(call, func(name string) bool { return strings.ContainsAny(name, "=<>~") || strings.HasPrefix(name, ".") }, "Write `name~=1.2`, or `name=version`.")
			}
		}, "apk")
	},
}
