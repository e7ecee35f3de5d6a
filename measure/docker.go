package measure

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/containerd/containerd/v2/core/images/archive"
	"github.com/opencontainers/go-digest"
)

// docker starts containers with Docker, as it starts them for everybody: its capabilities, its seccomp
// profile. They are in a network that nothing leads out of, and get no variable of this machine. All that
// it makes has its label.
type docker struct {
	label   string // of its containers, volumes and network; the tags of its images begin with it
	env     []string
	network string
	made    int // how many names it gave
	loaded  map[digest.Digest]string
}

// changeLimit is how long Docker may take to make or remove something.
const changeLimit = time.Minute

// imageName is the repository of the images that are loaded into Docker.
const imageName = "drydock-measure"

// newDocker returns a Starter that uses Docker. It returns an error if no Docker answers.
func newDocker(ctx context.Context, dir string) (*docker, error) {
	d := &docker{label: "drydock-" + strings.ToLower(rand.Text()[:12]), loaded: map[digest.Digest]string{}}
	host, err := d.output(ctx, "context", "inspect", "--format", "{{json .Endpoints.docker.Host}}")
	if err != nil {
		return nil, err
	}
	var address string
	if err := json.Unmarshal([]byte(host), &address); err != nil {
		return nil, fmt.Errorf("docker context inspect: %w", err)
	}
	// Docker's settings may have proxies and credentials. Without them, containers get none.
	settings := filepath.Join(dir, "docker")
	if err := os.MkdirAll(settings, 0o700); err != nil {
		return nil, err
	}
	d.env = append(environment(), "DOCKER_CONFIG="+settings, "DOCKER_HOST="+address, "DOCKER_CONTEXT=")
	if _, err := d.output(ctx, "version", "--format", "{{.Server.Version}}"); err != nil {
		return nil, err
	}
	if err := d.change("network", "create", "--internal", "--label", d.label, d.label); err != nil {
		return nil, errors.Join(err, d.Close())
	}
	d.network = d.label
	return d, nil
}

// command returns a command of Docker's.
func (d *docker) command(ctx context.Context, args ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, "docker", args...)
	if cmd.Env = d.env; d.env == nil {
		cmd.Env = environment()
	}
	keepApart(cmd)
	return cmd
}

// output runs a command and returns what it prints, without the end of the line.
func (d *docker) output(ctx context.Context, args ...string) (string, error) {
	return d.run(d.command(ctx, args...))
}

func (d *docker) run(cmd *exec.Cmd) (string, error) {
	out, problems := &firstBytes{left: maxOutput}, &firstBytes{left: maxOutput}
	cmd.Stdout, cmd.Stderr = out, problems
	if err := cmd.Run(); err != nil {
		problem, _, _ := strings.Cut(strings.TrimSpace(problems.String()), "\n") // the rest says where to get help
		return "", fmt.Errorf("docker %s %s: %w: %s", cmd.Args[1], cmd.Args[2], err, problem)
	}
	return strings.TrimSpace(out.String()), nil
}

// change runs a command that makes or removes something. It isn't interrupted: what Docker made must be
// known, so that it can be removed.
func (d *docker) change(args ...string) error {
	ctx, cancel := context.WithTimeout(context.Background(), changeLimit)
	defer cancel()
	_, err := d.output(ctx, args...)
	return err
}

// name returns a name for a new container, volume or image.
func (d *docker) name() string {
	d.made++
	return d.label + "-" + strconv.Itoa(d.made)
}

// Name implements Starter.
func (d *docker) Name() string { return "Docker" }

// NewVolume implements Starter.
func (d *docker) NewVolume(context.Context) (string, error) {
	name := d.name()
	return name, d.change("volume", "create", "--label", d.label, name)
}

// RemoveVolume implements Starter.
func (d *docker) RemoveVolume(name string) error { return d.change("volume", "rm", "--force", name) }

// Forget implements Starter. Docker shares layers by itself.
func (d *docker) Forget(images []*Image, _ map[string]*Image) (err error) {
	for _, i := range images {
		if name, ok := d.loaded[i.Digest]; ok {
			err = errors.Join(err, d.change("image", "rm", "--force", name))
			delete(d.loaded, i.Digest)
		}
	}
	return err
}

// Close implements Starter. It removes what has the label, also what was made by a command that failed.
func (d *docker) Close() (err error) {
	for _, kind := range []struct{ list, remove []string }{
		{[]string{"container", "ls", "--all", "--quiet", "--filter", "label=" + d.label}, []string{"container", "rm", "--force", "--volumes"}},
		{[]string{"volume", "ls", "--quiet", "--filter", "label=" + d.label}, []string{"volume", "rm", "--force"}},
		{[]string{"network", "ls", "--quiet", "--filter", "label=" + d.label}, []string{"network", "rm"}},
		// By their names: the same image may have another one.
		{[]string{"image", "ls", "--format", "{{.Repository}}:{{.Tag}}", imageName + ":" + d.label + "-*"}, []string{"image", "rm", "--force"}},
	} {
		ctx, cancel := context.WithTimeout(context.Background(), changeLimit)
		found, failed := d.output(ctx, kind.list...)
		cancel()
		if names := strings.Fields(found); failed == nil && len(names) > 0 {
			failed = d.change(append(kind.remove, names...)...)
		}
		err = errors.Join(err, failed)
	}
	return err
}

// load gives Docker an image, unless it has it, and returns the image's name there.
func (d *docker) load(ctx context.Context, image *Image) (name string, err error) {
	if name, ok := d.loaded[image.Digest]; ok {
		return name, nil
	}
	name = imageName + ":" + d.name()
	reader, writer, err := os.Pipe()
	if err != nil {
		return "", err
	}
	written := make(chan error, 1)
	go func() {
		err := archive.Export(ctx, image.store, writer, archive.WithManifest(image.manifest, "docker.io/library/"+name))
		written <- errors.Join(err, writer.Close())
	}()
	load := d.command(ctx, "image", "load")
	load.Stdin = reader
	_, err = d.run(load)
	_ = reader.Close() // what is still written finds no reader
	if failed := <-written; err == nil {
		err = failed
	}
	if err != nil {
		return "", err
	}
	d.loaded[image.Digest] = name
	return name, nil
}

// Start implements Starter.
func (d *docker) Start(ctx context.Context, image *Image, volumes map[string]string) (Container, error) {
	loaded, err := d.load(ctx, image)
	if err != nil {
		return nil, err
	}
	c := &dockerContainer{docker: d, name: d.name(), signal: stopSignal(image)}
	args := []string{
		"container", "run", "--detach", "--pull", "never", "--name", c.name, "--label", d.label, "--hostname", hostname, "--network", d.network,
		"--memory", strconv.Itoa(maxMemory), "--memory-swap", strconv.Itoa(maxMemory), "--pids-limit", strconv.Itoa(maxPIDs),
		"--log-driver", "local", "--log-opt", "max-size=1m", "--log-opt", "max-file=1",
	}
	for place, volume := range volumes {
		args = append(args, "--mount", "type=volume,source="+volume+",target="+place)
	}
	if err := d.change(append(args, loaded)...); err != nil {
		return nil, errors.Join(err, c.Remove())
	}
	c.wait = d.command(context.Background(), "container", "wait", c.name)
	c.wait.Stdout = &c.code
	if c.ended, err = spawn(c.wait); err != nil {
		return nil, errors.Join(err, c.Remove())
	}
	return c, nil
}

// dockerContainer is a container of Docker's.
type dockerContainer struct {
	docker       *docker
	name, signal string
	wait         *exec.Cmd    // ends when the container does
	code         bytes.Buffer // what it prints: the exit code
	ended        <-chan struct{}
	address      string // in the network, "" while it isn't known
}

// Ended implements Container.
func (c *dockerContainer) Ended() <-chan struct{} { return c.ended }

// ExitCode implements Container. It's -1 if Docker doesn't tell.
func (c *dockerContainer) ExitCode() int {
	code, err := strconv.Atoi(strings.TrimSpace(c.code.String()))
	if err != nil {
		return -1
	}
	return code
}

// Output implements Container.
func (c *dockerContainer) Output() string {
	ctx, cancel := context.WithTimeout(context.Background(), stopLimit)
	defer cancel()
	out := &firstBytes{left: maxOutput}
	logs := c.docker.command(ctx, "container", "logs", c.name)
	logs.Stdout, logs.Stderr = out, out
	_ = logs.Run() // then there is no output
	return out.String()
}

// Probe implements Container. Docker's host reaches containers by their addresses; where it doesn't, as on a
// Mac, no port answers, neither before nor after.
func (c *dockerContainer) Probe(ctx context.Context, port string) string {
	if c.address == "" {
		c.address, _ = c.docker.output(ctx, "container", "inspect", "--format", fmt.Sprintf(`{{(index .NetworkSettings.Networks %q).IPAddress}}`, c.docker.network), c.name)
	}
	if c.address == "" {
		return ""
	}
	return probe(ctx, c.address, port)
}

// Terminate implements Container: as `docker stop` does, but for the kill at its end.
func (c *dockerContainer) Terminate() error {
	err := c.docker.change("container", "kill", "--signal", c.signal, c.name)
	select {
	case <-c.ended:
		return nil // it ended meanwhile
	default:
		return err
	}
}

// Remove implements Container.
func (c *dockerContainer) Remove() error {
	err := c.docker.change("container", "rm", "--force", "--volumes", c.name)
	if c.ended != nil {
		_ = c.wait.Process.Kill() // it may have ended
		<-c.ended
	}
	return err
}
