package shell

import "slices"

// AptPrograms are the names of apt's package managers.
var AptPrograms = []string{"apt-get", "apt", "aptitude"}

// SystemManagers are the package managers of distributions.
var SystemManagers = []string{"apt-get", "apt", "aptitude", "apk", "yum", "dnf", "microdnf"}

// AptUpdates reports whether a call of apt fetches the package lists.
func AptUpdates(c *PackageCall) bool { return c.Verb == "update" }

// AptReadsLists reports whether a call of apt needs the package lists.
func AptReadsLists(c *PackageCall) bool {
	return slices.Contains([]string{"install", "upgrade", "dist-upgrade", "full-upgrade", "build-dep", "source", "download", "satisfy", "reinstall"}, c.Verb)
}
