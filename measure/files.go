package measure

import (
	"context"
	"errors"
	"os"

	"github.com/drydock-dev/drydock/measured"
)

// Files measures Dockerfiles, one after the other, and adds what it finds to found. It opens a builder for
// that (see Open) and leaves nothing running, and nothing on the disk but the builder's cache. What a limit or
// the context ends early is incomplete, and no error. tell gets a line about what is done.
func Files(ctx context.Context, addr string, limits Limits, targets []Target, found *measured.Details, tell func(string)) (err error) {
	dir, err := os.MkdirTemp("", "drydock-measure")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.RemoveAll(dir)) }()
	ctx, stop := limits.With(ctx, dir)
	defer stop()
	b, err := Open(ctx, addr, dir)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, b.Close()) }()
	b.Progress, found.Builder = tell, b.Name
	starter, err := b.Starter(ctx)
	if err != nil {
		found.Starter = err.Error()
	} else {
		found.Starter = "started with " + starter.Name()
		defer func() { err = errors.Join(err, starter.Close()) }()
	}
	for _, t := range targets {
		if ctx.Err() != nil {
			break
		}
		found.Files = append(found.Files, b.MeasureFile(ctx, starter, t))
	}
	if cause := context.Cause(ctx); cause != nil {
		found.Incomplete, found.Why = true, cause.Error()
	}
	return nil
}
