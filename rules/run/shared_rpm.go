package run

import (
	"regexp"
	"strings"

	"github.com/drydock-dev/drydock/syntax/shell"
)

// rpmVersion matches the version at the end of an RPM package: `git-2.39.3`. Plain names have
// digits after a dash as well (`java-17-openjdk`), but at the end they need a dot to count.
var rpmVersion = regexp.MustCompile(`-\d+[.:~^*][^-]*(?:-[^-]+)?$|-\d[^-]*-\d[^-]*$`)

// rpmPinned reports whether an RPM package has a version. It is also true for a group, which
// isn't a package.
func rpmPinned(name string) bool {
	return rpmVersion.MatchString(name) || name[0] == '@'
}

// installsRPMs reports whether a call of yum or dnf installs packages or modules.
func installsRPMs(call *shell.PackageCall) bool {
	return call.Verb == "install" || call.Verb == "module" && len(call.Packages) > 1 && call.Packages[0].Value == "install"
}

// rpmPinnedIn returns the function that reports whether a name in a call has a version. A
// module has it after a colon.
func rpmPinnedIn(call *shell.PackageCall) func(name string) bool {
	if call.Verb == "module" {
		return func(name string) bool { return name == "install" || strings.Contains(name, ":") }
	}
	return rpmPinned
}
