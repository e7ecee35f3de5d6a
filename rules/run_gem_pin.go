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
	Doc: "Without a version, gem installs the newest one in the registry on the day of the build. The\n" +
		"same Dockerfile gives a different image next month, and builds break for no visible\n" +
		"reason. A Gemfile with its lock file pins all gems of an application.",
	FixDoc: "None: only you know which version you need.",
	Check: func(p *Pass) {
		p.packageCalls(func(_ *syntax.Instruction, call *syntax.PackageCall) {
			if slices.Contains([]string{"install", "i"}, call.Verb) && !call.Has("-v", "--version") {
				p.reportUnpinned(call, func(name string) bool { return strings.Contains(name, ":") }, "Pin with `name:version`, or use a Gemfile.lock.")
			}
		}, "gem")
	},
}
