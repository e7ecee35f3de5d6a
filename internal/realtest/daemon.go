package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/drydock-dev/drydock/measure"
)

// patience is how long a buildkitd may take to end before it's killed.
const patience = 30 * time.Second

// startDaemon starts a buildkitd that keeps its cache and its log below a folder, and returns its address.
func startDaemon(ctx context.Context, dir string) (addr string, stop func() error, err error) {
	log, err := os.Create(filepath.Join(dir, "buildkitd.log"))
	if err != nil {
		return "", nil, err
	}
	addr, end, err := measure.StartDaemon(ctx, dir, log, patience)
	if err != nil {
		return "", nil, errors.Join(fmt.Errorf("see %s: %w", log.Name(), err), log.Close())
	}
	return addr, func() error { end(); return log.Close() }, nil
}
