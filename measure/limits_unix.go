//go:build linux || darwin

package measure

import "golang.org/x/sys/unix"

// freeSpace returns how many bytes are free on the disk of a folder.
func freeSpace(dir string) (bytes int64, known bool) {
	var s unix.Statfs_t
	if unix.Statfs(dir, &s) != nil {
		return 0, false
	}
	return int64(s.Bavail) * int64(s.Bsize), true //nolint:gosec // of a disk
}
