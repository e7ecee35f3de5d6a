package measure

import (
	"context"
	"fmt"
	"time"
)

// Limits are what measuring may take.
type Limits struct {
	Time     time.Duration
	KeepFree int64 // bytes that stay free on the disk of the builder's folder
}

// The limits where nothing else is said.
const (
	DefaultTime     = 15 * time.Minute
	DefaultKeepFree = 5 << 30
)

// diskEvery is how often the free space is looked at. At a gigabyte a second, a disk fills up by less than
// DefaultKeepFree in between.
const diskEvery = time.Second

// With returns a context that ends when a limit is reached. Its cause says which one.
func (l Limits) With(ctx context.Context, dir string) (context.Context, context.CancelFunc) {
	return l.with(ctx, func() (int64, bool) { return freeSpace(dir) })
}

func (l Limits) with(ctx context.Context, free func() (bytes int64, known bool)) (context.Context, context.CancelFunc) {
	ctx, stop := context.WithTimeoutCause(ctx, l.Time, fmt.Errorf("the time limit of %s is over", l.Time))
	ctx, cancel := context.WithCancelCause(ctx)
	check := func() (full bool) {
		if left, known := free(); known && left < l.KeepFree {
			cancel(fmt.Errorf("less than %.1f GB of the disk are free", float64(l.KeepFree)/1e9))
			return true
		}
		return false
	}
	if !check() {
		go func() {
			for tick := time.Tick(diskEvery); ; {
				select {
				case <-ctx.Done():
					return
				case <-tick:
					if check() {
						return
					}
				}
			}
		}()
	}
	return ctx, func() {
		cancel(context.Canceled)
		stop()
	}
}
