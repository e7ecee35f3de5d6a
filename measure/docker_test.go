//go:build unix

package measure

import (
	"archive/tar"
	"context"
	"errors"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	ocispec "github.com/opencontainers/image-spec/specs-go/v1"
)

// left returns what a Docker that isn't one still has.
func left(t *testing.T, dir string) (names []string) {
	t.Helper()
	for _, kind := range []string{"container", "volume", "network", "image", "buildx"} {
		found, err := filepath.Glob(filepath.Join(dir, kind+" *"))
		if err != nil {
			t.Fatal(err)
		}
		names = append(names, found...)
	}
	return names
}

// checkEnvironments checks that no program got a variable that it has no use for.
func checkEnvironments(t *testing.T, all []call) {
	t.Helper()
	for _, c := range all {
		for _, variable := range c.Env {
			name, _, _ := strings.Cut(variable, "=")
			if !slices.Contains(passed, name) {
				t.Errorf("%s %s has the variable %s", c.Program, c.Args[0], name)
			}
		}
	}
}

// TestDocker checks how Docker is used from start to end, and that nothing of it is left.
func TestDocker(t *testing.T) {
	dir := standIns(t, "docker")
	server := httptest.NewServer(http.NotFoundHandler())
	defer server.Close()
	_, port, err := net.SplitHostPort(server.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	b := testBuilder(t, nil)
	image := testImage(t, b, fakeImage{config: ocispec.ImageConfig{StopSignal: "SIGQUIT"}, layers: [][]tar.Header{files("a"), files("b")}})
	d, err := newDocker(t.Context(), b.dir)
	if err != nil {
		t.Fatal(err)
	}
	volume, err := d.NewVolume(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for range 2 { // the image is loaded once
		c, err := d.Start(t.Context(), image, map[string]string{"/data": volume})
		if err != nil {
			t.Fatal(err)
		}
		if answer := c.Probe(t.Context(), port+"/tcp"); answer != "404" {
			t.Errorf("the port answers %q", answer)
		}
		if err := c.Terminate(); err != nil {
			t.Fatal(err)
		}
		<-c.Ended()
		if c.ExitCode() != 143 || c.Output() != "the program's words\n" {
			t.Errorf("%d %q", c.ExitCode(), c.Output())
		}
		if err := c.Remove(); err != nil {
			t.Fatal(err)
		}
	}
	if err := d.Forget([]*Image{image}, nil); err != nil || slices.ContainsFunc(left(t, dir), func(name string) bool { return strings.Contains(name, "image ") }) {
		t.Errorf("left: %v, %v", left(t, dir), err)
	}
	if err := errors.Join(d.RemoveVolume(volume), d.Close()); err != nil {
		t.Fatal(err)
	}
	if names := left(t, dir); len(names) > 0 || !isNoted(dir, "layers 2") {
		t.Errorf("left: %v", names)
	}
	all := calls(t, dir)
	checkEnvironments(t, all)
	checkRun(t, d, all, volume)
}

// checkRun checks what containers are started with.
func checkRun(t *testing.T, d *docker, all []call, volume string) {
	t.Helper()
	runs, loads := 0, 0
	for _, c := range all {
		line := strings.Join(c.Args, " ")
		if strings.HasPrefix(line, "image load") {
			loads++
		}
		if strings.HasPrefix(line, "network create") && !strings.Contains(line, "--internal") {
			t.Errorf("the network leads out: %s", line)
		}
		if !strings.HasPrefix(line, "container run") {
			continue
		}
		runs++
		for _, has := range []string{"--network " + d.label, "--label " + d.label, "--pull never", "--memory 1073741824", "--memory-swap 1073741824", "--pids-limit 512", "--mount type=volume,source=" + volume + ",target=/data"} {
			if !strings.Contains(line, has) {
				t.Errorf("no %s in: %s", has, line)
			}
		}
		for _, flag := range []string{"--env", "--privileged", "--cap-add", "--publish", "--volume ", "type=bind", "--user"} {
			if strings.Contains(line, flag) {
				t.Errorf("%s in: %s", flag, line)
			}
		}
		if slices.Contains(c.Env, "DOCKER_CONFIG=the user's settings") || !slices.Contains(c.Env, "DOCKER_HOST=unix:///run/docker.sock") {
			t.Errorf("Docker's own settings reach the container: %v", c.Env)
		}
	}
	if runs != 2 || loads != 1 {
		t.Errorf("%d runs, %d loads", runs, loads)
	}
	if !slices.ContainsFunc(all, func(c call) bool {
		return strings.HasPrefix(strings.Join(c.Args, " "), "container kill --signal SIGQUIT ")
	}) {
		t.Error("the image's stop signal isn't used")
	}
}

// TestDockerRefuses checks that a container that Docker made and couldn't start is removed.
func TestDockerRefuses(t *testing.T) {
	dir := standIns(t, "docker")
	b := testBuilder(t, nil)
	d, err := newDocker(t.Context(), b.dir)
	if err = errors.Join(err, note(dir, "refuse")); err != nil {
		t.Fatal(err)
	}
	if _, err := d.Start(t.Context(), testImage(t, b, fakeImage{}), nil); err == nil || !strings.Contains(err.Error(), "no such program") {
		t.Errorf("%v", err)
	}
	if names := left(t, dir); slices.ContainsFunc(names, func(name string) bool { return strings.Contains(name, "container ") }) {
		t.Errorf("left: %v", names)
	}
	if err := d.Close(); err != nil || len(left(t, dir)) > 0 {
		t.Errorf("left: %v, %v", left(t, dir), err)
	}
}

// TestDockerIsInterrupted checks that an interrupt ends what takes long, and that what Docker has by then is
// removed all the same: an image that is being loaded, a container that runs, a volume.
func TestDockerIsInterrupted(t *testing.T) {
	dir := standIns(t, "docker")
	b := testBuilder(t, nil)
	ctx, interrupt := context.WithCancel(t.Context())
	d, err := newDocker(ctx, b.dir)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := d.NewVolume(ctx); err != nil {
		t.Fatal(err)
	}
	if _, err := d.Start(ctx, testImage(t, b, fakeImage{}), nil); err != nil {
		t.Fatal(err)
	}
	if err := syscall.Mkfifo(filepath.Join(dir, "loading"), 0o600); err != nil {
		t.Fatal(err)
	}
	go func() {
		if loading, err := os.Open(filepath.Join(dir, "loading")); err == nil { // it's open as soon as the program is there
			interrupt()
			loading.Close()
		}
	}()
	if _, err := d.Start(ctx, testImage(t, b, fakeImage{layers: [][]tar.Header{files("a")}}), nil); err == nil {
		t.Error("the interrupted load is a success")
	}
	if len(left(t, dir)) < 5 {
		t.Fatalf("there is nothing to remove: %v", left(t, dir))
	}
	if err := d.Close(); err != nil || len(left(t, dir)) > 0 {
		t.Errorf("left: %v, %v", left(t, dir), err)
	}
}

// TestNoDocker checks that a Docker that doesn't answer isn't used.
func TestNoDocker(t *testing.T) {
	dir := standIns(t, "docker")
	if err := note(dir, "down"); err != nil {
		t.Fatal(err)
	}
	b := testBuilder(t, nil)
	if _, err := b.Starter(t.Context()); !errors.Is(err, errNoStarter) {
		t.Errorf("%v", err)
	}
	if names := left(t, dir); len(names) > 0 {
		t.Errorf("left: %v", names)
	}
}

// TestNoBuilder checks what is said where no builder is there, or none that works.
func TestNoBuilder(t *testing.T) {
	standIns(t)
	if _, err := Open(t.Context(), "", t.TempDir()); !errors.Is(err, ErrNoBuilder) || strings.Contains(err.Error(), "\n") {
		t.Errorf("%v", err)
	}
	dir := standIns(t, "docker")
	if _, err := Open(t.Context(), "", t.TempDir()); !errors.Is(err, ErrNoBuilder) || !strings.Contains(err.Error(), "Docker's builder: ") || !strings.Contains(err.Error(), "a builder that Docker makes: ") {
		t.Errorf("%v", err)
	}
	checkEnvironments(t, calls(t, dir))
	if names := left(t, dir); len(names) > 0 {
		t.Errorf("left: %v", names)
	}
}

// TestDockerMakesABuilder checks how Docker is asked for a builder, and that it's removed.
func TestDockerMakesABuilder(t *testing.T) {
	dir := standIns(t, "docker")
	b := testBuilder(t, nil)
	if err := makeDockerBuilder(t.Context(), b); err != nil {
		t.Fatal(err)
	}
	create := calls(t, dir)[0]
	name := create.Args[slices.Index(create.Args, "--name")+1]
	if want := []string{"buildx", "create", "--name", name, "--driver", "docker-container", "--bootstrap"}; !slices.Equal(create.Args, want) || !strings.HasPrefix(name, "drydock-") {
		t.Errorf("called with %q", create.Args)
	}
	if !slices.Contains(create.Env, "BUILDX_CONFIG="+filepath.Join(b.dir, "buildx")) || !slices.Contains(create.Env, "BUILDX_BUILDER="+name) {
		t.Errorf("its settings aren't apart from the user's: %q", create.Env)
	}
	if err := b.Close(); err != nil {
		t.Error(err)
	}
	if last := calls(t, dir)[len(calls(t, dir))-1]; !slices.Equal(last.Args, []string{"buildx", "rm", "--force", name}) {
		t.Errorf("the last call is %q", last.Args)
	}
	checkEnvironments(t, calls(t, dir))
}

// TestDaemon checks that a buildkitd is started without the job's variables and ended with the builder, and
// that one that ends by itself is told.
func TestDaemon(t *testing.T) {
	dir := standIns(t, "buildkitd")
	b := testBuilder(t, nil)
	if err := startDaemon(t.Context(), b); err != nil {
		t.Fatal(err)
	}
	if err := b.Close(); err != nil || !isNoted(dir, "ended") {
		t.Errorf("it wasn't asked to end: %v", err)
	}
	if err := note(dir, "refuse"); err != nil {
		t.Fatal(err)
	}
	b = testBuilder(t, nil)
	if err := startDaemon(t.Context(), b); err == nil || !strings.Contains(err.Error(), "buildkitd ended: buildkitd: not on this machine") {
		t.Errorf("%v", err)
	}
	if err := b.Close(); err != nil {
		t.Error(err)
	}
	checkEnvironments(t, calls(t, dir))
}
