package measure

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/drydock-dev/drydock/measured"
)

// Starter starts programs of images in containers.
type Starter interface {
	// Name says what it is, for people.
	Name() string
	// NewVolume makes an empty volume and returns its name.
	NewVolume(ctx context.Context) (name string, err error)
	// RemoveVolume removes it. No container may use it.
	RemoveVolume(name string) error
	// Start starts the program of an image. volumes are by their place in the container; an empty one
	// gets the image's files first, as Docker's do.
	Start(ctx context.Context, image *Image, volumes map[string]string) (Container, error)
	// Forget removes what was kept of images, but for what the images to keep have in common with them.
	// No container may use it.
	Forget(images []*Image, keep map[string]*Image) error
	// Close removes all that is left of what was started.
	Close() error
}

// Container is a program that was started.
type Container interface {
	// Ended is closed when the program has ended. Its exit code is then known.
	Ended() <-chan struct{}
	ExitCode() int
	// Probe asks a TCP port of the container and returns what a client sees: "" for
	// a port that nothing listens on, "open", or the status of an answer to GET / over HTTP.
	Probe(ctx context.Context, port string) string
	// Terminate sends the image's stop signal, SIGTERM if it names none.
	Terminate() error
	// Output is the first part of what the program wrote.
	Output() string
	// Remove kills what still runs and frees all that the container took.
	Remove() error
}

// What every container gets, whatever starts it.
const (
	hostname  = "container"
	maxMemory = 1 << 30 // bytes
	maxPIDs   = 512
)

// Starter returns what starts containers here: Docker, else runc. The error says what is missing. The
// caller closes it.
func (b *Builder) Starter(ctx context.Context) (Starter, error) {
	if onPath("docker") {
		if d, err := newDocker(ctx, b.dir); err == nil {
			return d, nil
		}
	}
	if onPath("runc") && os.Getuid() == 0 {
		return runcIn(b.dir)
	}
	return nil, errNoStarter
}

var errNoStarter = errors.New("nothing is started: that needs a running Docker, or runc on PATH (as root)")

// Outcome is what a started program did.
type Outcome struct {
	Stays    bool              // it still ran when the time was over
	ExitCode int               // of one that ended
	Answers  map[string]string // by port, as Container.Probe tells them
	StopIn   time.Duration     // from the stop signal to its end; stopLimit if it had to be killed
	Killed   bool
	Output   string
}

const (
	// watchFor is how long a program is watched for after its start.
	watchFor = 4 * time.Second
	// probeEvery is how long the ports are left alone after each round.
	probeEvery = watchFor / 20
	// maxPorts is how many ports of a container are asked.
	maxPorts = 8
)

// Watch starts an image's program and tells what it did: whether it stayed, on which ports it answered, and
// how it stopped.
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
	ports := slices.Sorted(maps.Keys(image.Config.ExposedPorts))
	ports = ports[:min(len(ports), maxPorts)]
	deadline := time.After(watchFor)
	for over := false; !over; {
		select {
		case <-ctx.Done():
			return Outcome{}, context.Cause(ctx)
		case <-c.Ended():
			outcome.ExitCode, outcome.Output = c.ExitCode(), c.Output()
			return outcome, nil
		case <-deadline:
			over = true
		case <-time.After(probeEvery):
			for _, port := range ports {
				if answer := c.Probe(ctx, port); answer != "" {
					outcome.Answers[port] = answer
				}
			}
		}
	}
	outcome.Stays = true
	if err := outcome.stop(ctx, c); err != nil {
		return Outcome{}, err
	}
	outcome.Output = c.Output()
	return outcome, nil
}

// stop asks the program to stop and waits for its end.
func (o *Outcome) stop(ctx context.Context, c Container) error {
	asked := time.Now()
	if err := c.Terminate(); err != nil {
		return err
	}
	select {
	case <-c.Ended():
		o.StopIn = time.Since(asked)
	case <-time.After(stopLimit):
		o.StopIn, o.Killed = stopLimit, true
	case <-ctx.Done():
		return context.Cause(ctx)
	}
	return nil
}

// Worse returns why a program does worse than before, in words and as a kind; "" if it doesn't. How fast
// it stops is a gain or a loss, but no fault.
func (o Outcome) Worse(before Outcome) (why string, kind measured.Worse) {
	switch {
	case before.Stays && !o.Stays:
		return fmt.Sprintf("the program ends at once (exit code %d)", o.ExitCode), measured.EndsOtherwise
	case !before.Stays && !o.Stays && before.ExitCode != o.ExitCode:
		return fmt.Sprintf("the program ends with exit code %d, not %d", o.ExitCode, before.ExitCode), measured.EndsOtherwise
	}
	for _, port := range slices.Sorted(maps.Keys(before.Answers)) {
		if o.Stays && o.Answers[port] != before.Answers[port] {
			return fmt.Sprintf("port %s answers %q, not %q", strings.TrimSuffix(port, "/tcp"), o.Answers[port], before.Answers[port]), measured.DoesNotAnswer
		}
	}
	return "", measured.NotWorse
}
