package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"time"
)

// stopLimit is how long a buildkitd may take to end before it's killed.
const stopLimit = 30 * time.Second

// startDaemon starts a buildkitd that keeps its cache below a folder, and returns its address. RUN gets the
// machine's network: the packages come from there.
func startDaemon(ctx context.Context, dir string) (addr string, stop func() error, err error) {
	socket := filepath.Join(dir, "buildkitd.sock")
	if err := os.RemoveAll(socket); err != nil {
		return "", nil, err
	}
	log, err := os.Create(filepath.Join(dir, "buildkitd.log"))
	if err != nil {
		return "", nil, err
	}
	daemon := exec.Command("buildkitd", "--root", filepath.Join(dir, "state"), "--addr", "unix://"+socket, "--oci-worker-net=host", "--containerd-worker=false")
	daemon.Stdout, daemon.Stderr = log, log
	if err := daemon.Start(); err != nil {
		return "", nil, errors.Join(err, log.Close())
	}
	ended := make(chan error, 1)
	go func() { ended <- daemon.Wait() }()
	stop = func() error {
		_ = daemon.Process.Signal(syscall.SIGTERM) // it may have ended
		select {
		case <-ended:
		case <-time.After(stopLimit):
			_ = daemon.Process.Kill()
			<-ended
		}
		return log.Close()
	}
	for {
		if _, err := os.Stat(socket); err == nil {
			return "unix://" + socket, stop, nil
		}
		select {
		case err := <-ended:
			ended <- err
			return "", nil, errors.Join(fmt.Errorf("buildkitd ended, see %s: %w", log.Name(), err), stop())
		case <-ctx.Done():
			return "", nil, errors.Join(ctx.Err(), stop())
		case <-time.After(20 * time.Millisecond):
		}
	}
}
