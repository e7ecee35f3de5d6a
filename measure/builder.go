package measure

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"github.com/containerd/containerd/v2/core/content"
	"github.com/containerd/containerd/v2/plugins/content/local"
	"github.com/moby/buildkit/client"
	"github.com/moby/buildkit/client/llb"
	"github.com/opencontainers/go-digest"
)

// Builder builds images with a BuildKit. It's for one goroutine.
type Builder struct {
	// Name says which one it is, for people.
	Name string
	// Progress is told what is done next, for people; it may be nil.
	Progress func(what string)

	client solver
	store  content.Store // the images built, their layers once each
	dir    string        // a folder of its own
	stop   func() error  // ends a daemon that was started; nil if there is none
	took   map[string]time.Duration
	layers map[digest.Digest]*layer // those read so far of the Dockerfile that is measured
}

// solver is what a BuildKit does for a Builder.
type solver interface {
	Solve(ctx context.Context, definition *llb.Definition, options client.SolveOpt, statuses chan *client.SolveStatus) (*client.SolveResponse, error)
	Close() error
}

// ErrNoBuilder says that no BuildKit can be had here.
var ErrNoBuilder = errors.New("no builder: measuring needs Docker with Buildx, a BuildKit at --addr, or buildkitd and runc on PATH (as root)")

// newBuilder returns a Builder without a BuildKit.
func newBuilder(dir string) (*Builder, error) {
	store, err := local.NewStore(filepath.Join(dir, "images"))
	if err != nil {
		return nil, err
	}
	return &Builder{store: store, dir: dir, took: map[string]time.Duration{}, layers: map[digest.Digest]*layer{}}, nil
}

// Open connects to the BuildKit at an address (`unix:///run/buildkit/buildkitd.sock`,
// `tcp://HOST:PORT`). Without one it takes the builder that Docker uses, else it starts a buildkitd. A
// builder must have built an image to be taken. The error is ErrNoBuilder, with the reasons, if there is
// none. dir is where the builder may write; Close leaves it to the caller.
func Open(ctx context.Context, addr, dir string) (*Builder, error) {
	var reasons []error
	for _, c := range candidates(addr) {
		b, err := newBuilder(dir)
		if err != nil {
			return nil, err
		}
		b.Name = c.name
		if err = c.connect(ctx, b); err == nil {
			err = b.try(ctx)
		}
		if err == nil {
			return b, nil
		}
		if ctx.Err() != nil {
			return nil, errors.Join(context.Cause(ctx), b.Close())
		}
		reasons = append(reasons, fmt.Errorf("%s: %s", c.name, reason(err)))
		_ = b.Close() // it's of no use
	}
	if len(reasons) == 0 {
		return nil, ErrNoBuilder
	}
	return nil, fmt.Errorf("%w; tried: %w", ErrNoBuilder, errors.Join(reasons...))
}

// candidate is a BuildKit that may be there.
type candidate struct {
	name    string
	connect func(ctx context.Context, b *Builder) error
}

// candidates returns the BuildKits that may be there: the one at an address, if one is given.
func candidates(addr string) (all []candidate) {
	if addr != "" {
		return []candidate{{addr, func(ctx context.Context, b *Builder) (err error) {
			b.client, err = dial(ctx, addr)
			return err
		}}}
	}
	if onPath("docker") {
		all = append(all, candidate{"Docker's builder", connectDocker}, candidate{"a builder that Docker makes", makeDockerBuilder})
	}
	if onPath("buildkitd") && onPath("runc") && os.Getuid() == 0 {
		all = append(all, candidate{"a buildkitd of its own", startDaemon})
	}
	return all
}

func onPath(program string) bool {
	_, err := exec.LookPath(program)
	return err == nil
}

// dial returns a client, or nil: never a nil pointer in the interface.
func dial(ctx context.Context, addr string, options ...client.ClientOpt) (solver, error) {
	c, err := client.New(ctx, addr, options...)
	if err != nil {
		return nil, err
	}
	return c, nil
}

// tryLimit is how long a BuildKit may take for an image of one file.
const tryLimit = time.Minute

// try builds an image of one file: whether a BuildKit is there, and can export images, shows in nothing
// else. Docker's default builder can't if Docker keeps its images without containerd.
func (b *Builder) try(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, tryLimit)
	defer cancel()
	folder, err := os.MkdirTemp(b.dir, "try")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)
	if err := os.WriteFile(filepath.Join(folder, "file"), nil, 0o600); err != nil {
		return err
	}
	_, err = b.Build(ctx, []byte("FROM scratch\nCOPY file /\n"), Source{Context: folder})
	return err
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

// progress tells what is done next.
func (b *Builder) progress(format string, args ...any) {
	if b.Progress != nil {
		b.Progress(fmt.Sprintf(format, args...))
	}
}

const (
	// maxOutput is how many bytes of a program's output are kept.
	maxOutput = 64 << 10
	// stopLimit is how long a program may take to end before it's killed, as for `docker stop`.
	stopLimit = 10 * time.Second
)

// lastLine returns the last line of an output that isn't empty, for an error.
func lastLine(output string) string {
	output = strings.TrimSpace(output)
	return output[strings.LastIndexByte(output, '\n')+1:]
}
