package images

// OperatingSystem reports whether an image is just a distribution.
func OperatingSystem(image Image) bool {
	switch image.Repository {
	case "ubuntu", "debian", "alpine", "fedora", "centos", "rockylinux", "rockylinux/rockylinux", "almalinux", "amazonlinux", "oraclelinux":
		return true
	}
	return false
}
