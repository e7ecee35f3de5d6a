package measure

import (
	"os/exec"
	"syscall"
)

// keepApart keeps a terminal's interrupt from a program: it goes to this process, which ends the program
// when its work is undone. The program ends with this process, however that ends.
func keepApart(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGTERM}
}
