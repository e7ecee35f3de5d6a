package measure

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"github.com/containerd/containerd/v2/core/content"
	"github.com/containerd/containerd/v2/plugins/content/local"
	"github.com/docker/cli/cli/connhelper/commandconn"
	"github.com/moby/buildkit/client"
)

// Builder builds images with a BuildKit.
type Builder struct {
	// Name says which one it is, for people.
	Name string

	client *client.Client
	store  content.Store // the images built, their layers once each
	dir    string        // a folder of its own
	stop   func() error  // ends a daemon that was started; nil if there is none
	took   map[string]time.Duration
	edits  int // how many edits were made up so far
}

// ErrNoBuilder says that no BuildKit can be had here.
var ErrNoBuilder = errors.New("no builder: measuring needs Docker with Buildx, a BuildKit at --addr, or buildkitd and runc on PATH (as root)")

// Open connects to the BuildKit at an address (`unix:///run/buildkit/buildkitd.sock`,
// `tcp://HOST:PORT`). Without one it takes the builder that Docker uses, else it starts a buildkitd.
// It returns ErrNoBuilder if there is none of them. dir is where the builder may write; Close leaves
// it to the caller.
func Open(ctx context.Context, addr, dir string) (*Builder, error) {
	store, err := local.NewStore(filepath.Join(dir, "images"))
	if err != nil {
		return nil, err
	}
	b := &Builder{store: store, dir: dir, took: map[string]time.Duration{}}
	switch {
	case addr != "":
		b.Name = addr
		b.client, err = client.New(ctx, addr)
	case answers(ctx, "docker", "buildx", "inspect"):
		b.Name = "Docker's builder"
		b.client, err = client.New(ctx, "", client.WithContextDialer(dialDocker))
	case onPath("buildkitd") && onPath("runc") && os.Getuid() == 0:
		b.Name = "a buildkitd of its own"
		err = b.startDaemon(ctx)
	default:
		return nil, ErrNoBuilder
	}
	if err == nil {
		_, err = b.client.ListWorkers(ctx)
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("%s doesn't answer: %w", b.Name, err), b.Close())
	}
	return b, nil
}

// Close ends the connection, and the daemon if the builder started one.
func (b *Builder) Close() (err error) {
	if b.client != nil {
		err = b.client.Close()
	}
	if b.stop != nil {
		err = errors.Join(err, b.stop())
	}
	return err
}

func onPath(program string) bool {
	_, err := exec.LookPath(program)
	return err == nil
}

// answers reports whether a program is there and succeeds.
func answers(ctx context.Context, name string, args ...string) bool {
	return exec.CommandContext(ctx, name, args...).Run() == nil
}

// dialDocker connects to the builder that `docker buildx` uses.
func dialDocker(context.Context, string) (net.Conn, error) {
	return commandconn.New(context.Background(), "docker", "buildx", "dial-stdio")
}

// startDaemon starts a buildkitd and connects to it. RUN gets the network of the machine.
func (b *Builder) startDaemon(ctx context.Context) error {
	addr := "unix://" + filepath.Join(b.dir, "buildkitd.sock")
	var log bytes.Buffer
	daemon := exec.Command("buildkitd", "--root", filepath.Join(b.dir, "state"), "--addr", addr, "--oci-worker-net=host", "--containerd-worker=false")
	daemon.Stderr = &limited{Buffer: &log, left: maxOutput}
	daemon.Env = []string{"PATH=" + os.Getenv("PATH")}
	if err := daemon.Start(); err != nil {
		return err
	}
	ended := make(chan error, 1)
	go func() { ended <- daemon.Wait() }()
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
	var err error
	if b.client, err = client.New(ctx, addr); err != nil {
		return err
	}
	for {
		if _, err = b.client.ListWorkers(ctx); err == nil {
			return nil
		}
		select {
		case err := <-ended:
			ended <- err
			return fmt.Errorf("buildkitd ended: %w\n%s", err, strings.TrimSpace(log.String()))
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(50 * time.Millisecond):
		}
	}
}

const (
	// maxOutput is how many bytes of a program's output are kept.
	maxOutput = 64 << 10
	// stopLimit is how long a program may take to end before it's killed.
	stopLimit = 10 * time.Second
)

// limited keeps the first bytes of what is written to it.
type limited struct {
	*bytes.Buffer
	left int
}

func (l *limited) Write(p []byte) (int, error) {
	n := min(len(p), l.left)
	l.left -= n
	l.Buffer.Write(p[:n])
	return len(p), nil
}
