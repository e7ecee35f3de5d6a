package measure

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
)

// Starter starts the program of an image in a container.
type Starter interface {
	// Start starts it. volumes are folders of the machine by their place in the container; an
	// empty one gets the image's files first, as a new volume of Docker does.
	Start(ctx context.Context, image *Image, volumes map[string]string) (Container, error)
}

// Container is a program that was started.
type Container interface {
	// Ended is closed when the program has ended. Its exit code is then known.
	Ended() <-chan struct{}
	ExitCode() int
	// Probe asks a TCP port of the container and returns what a client sees: "" for
	// a port that nothing listens on, "open", or the status of an answer to GET / over HTTP.
	Probe(ctx context.Context, port string) string
	// Terminate sends SIGTERM.
	Terminate() error
	// Output is the first part of what the program wrote.
	Output() string
	// Remove kills what still runs and frees all that the container took.
	Remove() error
}

// Outcome is what a started program did.
type Outcome struct {
	Stays    bool              // it still ran when the time was over
	ExitCode int               // of one that ended
	Answers  map[string]string // by port, as Container.Probe tells them
	StopIn   time.Duration     // from SIGTERM to its end; stopLimit if it had to be killed
	Killed   bool
	Output   string
}

// watchFor is how long a program is watched for after its start.
const watchFor = 4 * time.Second

// Watch starts an image's program and tells what it did: whether it stayed, on which ports it answered, and how
// it stopped.
func Watch(ctx context.Context, starter Starter, image *Image, volumes map[string]string) (outcome Outcome, err error) {
	c, err := starter.Start(ctx, image, volumes)
	if err != nil {
		return Outcome{}, err
	}
	defer func() {
		if removed := c.Remove(); err == nil {
			err = removed
		}
	}()
	outcome.Answers = map[string]string{}
	deadline := time.After(watchFor)
	for over := false; !over; {
		select {
		case <-ctx.Done():
			return Outcome{}, ctx.Err()
		case <-c.Ended():
			outcome.ExitCode, outcome.Output = c.ExitCode(), c.Output()
			return outcome, nil
		case <-deadline:
			over = true
		case <-time.After(watchFor / 20):
			for port := range image.Config.ExposedPorts {
				if answer := c.Probe(ctx, port); answer != "" {
					outcome.Answers[port] = answer
				}
			}
		}
	}
	outcome.Stays = true
	asked := time.Now()
	if err := c.Terminate(); err != nil {
		return Outcome{}, err
	}
	select {
	case <-c.Ended():
		outcome.StopIn = time.Since(asked)
	case <-time.After(stopLimit):
		outcome.StopIn, outcome.Killed = stopLimit, true
	case <-ctx.Done():
		return Outcome{}, ctx.Err()
	}
	outcome.Output = c.Output()
	return outcome, nil
}

// Worse returns why a program does worse than before, "" if it does not. How fast it stops is a
// gain or a loss, but no fault.
func (o Outcome) Worse(before Outcome) string {
	switch {
	case before.Stays && !o.Stays:
		return fmt.Sprintf("the program ends at once (exit code %d)", o.ExitCode)
	case !before.Stays && !o.Stays && before.ExitCode != o.ExitCode:
		return fmt.Sprintf("the program ends with exit code %d, not %d", o.ExitCode, before.ExitCode)
	}
	for _, port := range slices.Sorted(maps.Keys(before.Answers)) {
		if o.Stays && o.Answers[port] != before.Answers[port] {
			return fmt.Sprintf("port %s answers %q, not %q", strings.TrimSuffix(port, "/tcp"), o.Answers[port], before.Answers[port])
		}
	}
	return ""
}
