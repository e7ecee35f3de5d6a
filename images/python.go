package images

import (
	"strconv"
	"strings"
)

// Shared by the rules about pip in a distribution's own Python.

// ManagedSince is the first release of each distribution whose Python refuses
// pip. https://peps.python.org/pep-0668/ and the distributions' release notes.
var ManagedSince = map[string]string{"debian": "12", "ubuntu": "23.04", "alpine": "3.19"}

// ManagedPython reports whether an image is a release of a distribution whose Python refuses
// pip.
func ManagedPython(image Image) bool {
	since, ok := ManagedSince[image.Repository]
	release, known := image.Release()
	return ok && known && image.Tag != "" && image.Tag != "latest" && LaterVersion(release.Version, since)
}

// LaterVersion reports whether a dotted version is the same as another or later.
func LaterVersion(version, than string) bool {
	a, b := strings.Split(version, "."), strings.Split(than, ".")
	for i := range min(len(a), len(b)) {
		x, _ := strconv.Atoi(a[i])
		y, _ := strconv.Atoi(b[i])
		if x != y {
			return x > y
		}
	}
	return len(a) >= len(b)
}
