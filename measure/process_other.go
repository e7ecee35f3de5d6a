//go:build !linux

package measure

import "os/exec"

// keepApart does nothing: only Linux has what it needs.
func keepApart(*exec.Cmd) {}
