package measure

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"time"
)

// startDaemon starts a buildkitd and connects to it. RUN gets the network of the machine: there is no other
// that is sure to be there.
func startDaemon(ctx context.Context, b *Builder) error {
	socket := filepath.Join(b.dir, "buildkitd.sock")
	daemon := exec.Command("buildkitd", "--root", filepath.Join(b.dir, "state"), "--addr", "unix://"+socket, "--oci-worker-net=host", "--containerd-worker=false")
	output := &firstBytes{left: maxOutput}
	daemon.Stdout, daemon.Stderr = output, output
	daemon.Env = environment()
	ended, err := spawn(daemon)
	if err != nil {
		return err
	}
	b.stop = func() error {
		_ = daemon.Process.Signal(syscall.SIGTERM) // it may have ended
		select {
		case <-ended:
		case <-time.After(stopLimit):
			_ = daemon.Process.Kill()
			<-ended
		}
		return nil
	}
	for {
		if _, err := os.Stat(socket); err == nil {
			break
		}
		select {
		case <-ended:
			return fmt.Errorf("buildkitd ended: %s", lastLine(output.String()))
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-time.After(20 * time.Millisecond):
		}
	}
	b.client, err = dial(ctx, "unix://"+socket)
	return err
}
