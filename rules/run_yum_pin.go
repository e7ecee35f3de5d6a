package rules

import (
	"regexp"
	"strings"

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
			if installsRPMs(call) {
				p.reportUnpinned(call, rpmPinnedIn(call), "Write `name-version`.")
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

// installsRPMs reports whether a call of yum or dnf installs packages or modules.
func installsRPMs(call *syntax.PackageCall) bool {
	return call.Verb == "install" || call.Verb == "module" && len(call.Packages) > 1 && call.Packages[0].Value == "install"
}

// rpmPinnedIn returns what reports whether a name in a call has a version: a
// module's stands behind a colon.
func rpmPinnedIn(call *syntax.PackageCall) func(name string) bool {
	if call.Verb == "module" {
		return func(name string) bool { return name == "install" || strings.Contains(name, ":") }
	}
	return rpmPinned
}
