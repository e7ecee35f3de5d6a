package rules

import (
	"regexp"
	"slices"

	"github.com/drydock-dev/drydock/syntax"
)

var runYumPin = &Rule{
	ID:       "run-yum-pin",
	Aliases:  []string{"DL3033"},
	Severity: Info,
	Profile:  Strict,
	Since:    "1.0",
	Summary:  "`yum install` of packages without a version",
	Doc: "Without a version the newest one is installed that the repository has on the day of the build.\n" +
		"The same Dockerfile then gives another image next month, and a build that breaks\n" +
		"for no visible reason. ",
	FixDoc: "None: which version is right only you can say.",
	Check: func(p *Pass) {
		p.packageCalls(func(_ *syntax.Instruction, call *syntax.PackageCall) {
			if slices.Contains([]string{"install"}, call.Verb) {
				p.reportUnpinned(call, func(name string) bool { return rpmPinned(name) }, "Write `name-version`.")
			}
		}, "yum")
	},
}

// rpmVersion matches the version in the name of an RPM package: `git-2.39.3`.
// Names have digits behind a dash, too (`java-17-openjdk`), but at their end
// only with a dot.
var rpmVersion = regexp.MustCompile(`-\d+[.:~^*][^-]*(?:-[^-]+)?$|-\d[^-]*-\d[^-]*$`)

// rpmPinned reports whether the name of an RPM package has a version, or is no
// package's at all: a group or what a package provides.
func rpmPinned(name string) bool {
	return rpmVersion.MatchString(name) || name[0] == '@'
}
