package rules

import (
	"slices"
	"strings"

	"github.com/drydock-dev/drydock/syntax"
)

var runGemPin = &Rule{
	ID:       "run-gem-pin",
	Aliases:  []string{"DL3028"},
	Severity: Info,
	Profile:  Strict,
	Since:    "1.0",
	Summary:  "`gem install` without a version",
	Doc: "Without a version the newest one is installed that the registry has on the day of the build.\n" +
		"The same Dockerfile then gives another image next month, and a build that breaks\n" +
		"for no visible reason. A Gemfile with its lock file does\n" +
		"the same for all of an application.",
	FixDoc: "None: which version is right only you can say.",
	Check: func(p *Pass) {
		p.packageCalls(func(_ *syntax.Instruction, call *syntax.PackageCall) {
			if slices.Contains([]string{"install", "i"}, call.Verb) && !call.Has("-v", "--version") {
				p.reportUnpinned(call, func(name string) bool { return strings.Contains(name, ":") }, "Write `name:version`, or use a Gemfile.lock.")
			}
		}, "gem")
	},
}
