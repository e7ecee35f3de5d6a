package measure

import (
	"context"
	"crypto/rand"
	"io"
	"net"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"github.com/moby/buildkit/client"
)

// connectDocker connects to the builder that `docker buildx` uses, through the program: see
// docs.docker.com/reference/cli/docker/buildx/dial-stdio.
func connectDocker(ctx context.Context, b *Builder) (err error) {
	b.client, err = dial(ctx, "", client.WithContextDialer(func(context.Context, string) (net.Conn, error) {
		return pipeTo(environment(), "docker", "buildx", "dial-stdio")
	}))
	return err
}

// makeLimit is how long Docker may take for a builder: it fetches an image of some 100 MB.
const makeLimit = 5 * time.Minute

// makeDockerBuilder has Docker make a builder in a container, and removes it in the end. It can export images where
// Docker's default one can't, and needs nothing set up before. Its settings are in the builder's own folder.
func makeDockerBuilder(ctx context.Context, b *Builder) (err error) {
	name := "drydock-" + strings.ToLower(rand.Text()[:12])
	d := &docker{env: append(environment(), "BUILDX_CONFIG="+filepath.Join(b.dir, "buildx"), "BUILDX_BUILDER="+name)}
	b.stop = func() error { return d.change("buildx", "rm", "--force", name) }
	ctx, cancel := context.WithTimeout(ctx, makeLimit)
	defer cancel()
	if _, err := d.output(ctx, "buildx", "create", "--name", name, "--driver", "docker-container", "--bootstrap"); err != nil {
		return err
	}
	b.client, err = dial(ctx, "", client.WithContextDialer(func(context.Context, string) (net.Conn, error) {
		return pipeTo(d.env, "docker", "buildx", "dial-stdio")
	}))
	return err
}

// pipe is a connection to a program's standard input and output. Docker's command line has one as well,
// which gives the program the whole environment.
type pipe struct {
	io.Reader // of its output
	io.Writer // to its input
	program   *exec.Cmd
	input     io.Closer
	ended     <-chan struct{}
}

// pipeTo starts a program with an environment and returns a connection to it.
func pipeTo(env []string, name string, args ...string) (net.Conn, error) {
	program := exec.Command(name, args...)
	program.Env = env
	input, err := program.StdinPipe()
	if err != nil {
		return nil, err
	}
	output, err := program.StdoutPipe()
	if err != nil {
		return nil, err
	}
	ended, err := spawn(program)
	if err != nil {
		return nil, err
	}
	return &pipe{Reader: output, Writer: input, program: program, input: input, ended: ended}, nil
}

// Close ends the program.
func (p *pipe) Close() error {
	err := p.input.Close()
	_ = p.program.Process.Kill() // it may have ended
	<-p.ended
	return err
}

// LocalAddr implements net.Conn.
func (*pipe) LocalAddr() net.Addr { return pipeAddr{} }

// RemoteAddr implements net.Conn.
func (*pipe) RemoteAddr() net.Addr { return pipeAddr{} }

// SetDeadline implements net.Conn. gRPC has its own.
func (*pipe) SetDeadline(time.Time) error { return nil }

// SetReadDeadline implements net.Conn.
func (*pipe) SetReadDeadline(time.Time) error { return nil }

// SetWriteDeadline implements net.Conn.
func (*pipe) SetWriteDeadline(time.Time) error { return nil }

type pipeAddr struct{}

func (pipeAddr) Network() string { return "pipe" }
func (pipeAddr) String() string  { return "pipe" }
