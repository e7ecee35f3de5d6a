package rules

import (
	"slices"
	"strings"

	"github.com/drydock-dev/drydock/syntax"
)

var runPipPin = &Rule{
	ID:       "run-pip-pin",
	Aliases:  []string{"DL3013"},
	Severity: Info,
	Profile:  Strict,
	Since:    "1.0",
	Summary:  "`pip install` of packages without a version",
	Doc: "Without a version the newest one is installed that the index has on the day of the build.\n" +
		"The same Dockerfile then gives another image next month, and a build that breaks\n" +
		"for no visible reason. For an application a requirements file\n" +
		"with versions is the better way.",
	FixDoc: "None: which version is right only you can say.",
	Check: func(p *Pass) {
		p.packageCalls(func(_ *syntax.Instruction, call *syntax.PackageCall) {
			if slices.Contains([]string{"install"}, call.Verb) && !call.Has("-c", "--constraint") {
				p.reportUnpinned(call, func(name string) bool { return pipPinned(name) }, "Write `name==version`, or a requirements file with versions.")
			}
		}, "pip")
	},
}

// pipPinned reports whether a requirement names versions or a place of its own;
// a repository of git has to name what of it is taken.
func pipPinned(name string) bool {
	if address, ok := strings.CutPrefix(name, "git+"); ok {
		_, path, _ := strings.Cut(strings.TrimPrefix(address, "ssh://git@"), "://")
		return strings.Contains(path, "@")
	}
	return strings.ContainsAny(name, "=<>~!@/")
}
