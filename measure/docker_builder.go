package measure

import (
	"context"
	"io"
	"net"
	"os/exec"
	"time"

	"github.com/moby/buildkit/client"
)

// connectDocker connects to the builder that `docker buildx` uses, through the program: see
// docs.docker.com/reference/cli/docker/buildx/dial-stdio.
func connectDocker(ctx context.Context, b *Builder) (err error) {
	b.client, err = dial(ctx, "", client.WithContextDialer(func(context.Context, string) (net.Conn, error) {
		return pipeTo("docker", "buildx", "dial-stdio")
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

// pipeTo starts a program and returns a connection to it.
func pipeTo(name string, args ...string) (net.Conn, error) {
	program := exec.Command(name, args...)
	program.Env = environment()
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
