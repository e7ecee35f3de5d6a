package measure

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"time"
)

// StartDaemon starts a buildkitd that works below a folder and writes its log to output. It returns the address
// when the daemon listens, and what ends the daemon: it gets patience to do so before it's killed. RUN gets the network
// of the machine: there is no other that is sure to be there.
func StartDaemon(ctx context.Context, dir string, output io.Writer, patience time.Duration) (addr string, stop func(), err error) {
	socket := filepath.Join(dir, "buildkitd.sock")
	if err := os.RemoveAll(socket); err != nil { // of one that was killed
		return "", nil, err
	}
	daemon := exec.Command("buildkitd", "--root", filepath.Join(dir, "state"), "--addr", "unix://"+socket, "--oci-worker-net=host", "--containerd-worker=false")
	daemon.Stdout, daemon.Stderr = output, output
	daemon.Env = environment()
	ended, err := spawn(daemon)
	if err != nil {
		return "", nil, err
	}
	stop = func() {
		_ = daemon.Process.Signal(syscall.SIGTERM) // it may have ended
		select {
		case <-ended:
		case <-time.After(patience):
			_ = daemon.Process.Kill()
			<-ended
		}
	}
	for {
		if _, err := os.Stat(socket); err == nil {
			return "unix://" + socket, stop, nil
		}
		select {
		case <-ended:
			return "", nil, errDaemonEnded
		case <-ctx.Done():
			stop()
			return "", nil, context.Cause(ctx)
		case <-time.After(20 * time.Millisecond):
		}
	}
}

var errDaemonEnded = errors.New("buildkitd ended")

// startDaemon starts a buildkitd of the builder's own and connects to it.
func startDaemon(ctx context.Context, b *Builder) error {
	output := &firstBytes{left: maxOutput}
	addr, stop, err := StartDaemon(ctx, b.dir, output, stopLimit)
	if errors.Is(err, errDaemonEnded) {
		return fmt.Errorf("%w: %s", err, lastLine(output.String()))
	}
	if err != nil {
		return err
	}
	b.stop = func() error { stop(); return nil }
	b.client, err = dial(ctx, addr)
	return err
}
