//go:build unix

package measure

import (
	"archive/tar"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
)

// TestMain is also the programs that the tests put on PATH: links to the test, called by other names.
func TestMain(m *testing.M) {
	switch filepath.Base(os.Args[0]) {
	case "docker":
		os.Exit(standInDocker(os.Args[1:]))
	case "buildkitd":
		os.Exit(standInDaemon(os.Args[1:]))
	}
	os.Exit(m.Run())
}

// call is a call of a program on the tests' PATH.
type call struct {
	Program string
	Args    []string
	Env     []string
}

// standIns puts programs on PATH, and nothing else, and returns their folder. What they are called with is
// in calls.
func standIns(t *testing.T, names ...string) string {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	for _, name := range names {
		if err := os.Symlink(self, filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
	}
	t.Setenv("PATH", dir)
	t.Setenv("GITHUB_TOKEN", "a token of the job")
	t.Setenv("DOCKER_CONFIG", "the user's settings")
	t.Setenv("DOCKER_AUTH_CONFIG", "credentials of registries")
	t.Setenv("HTTPS_PROXY", "http://user:password@proxy")
	return dir
}

// calls returns the calls of the programs in a folder, in order.
func calls(t *testing.T, dir string) (all []call) {
	t.Helper()
	log, err := os.Open(filepath.Join(dir, "calls"))
	if err != nil {
		t.Fatal(err)
	}
	defer log.Close()
	for d := json.NewDecoder(log); ; {
		var c call
		err := d.Decode(&c)
		if errors.Is(err, io.EOF) {
			return all
		}
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, c)
	}
}

// note puts a file into the stand-ins' folder: for them, or from them.
func note(dir, name string) error { return os.WriteFile(filepath.Join(dir, name), nil, 0o600) }

func isNoted(dir, name string) bool {
	_, err := os.Stat(filepath.Join(dir, name))
	return err == nil
}

// record notes a call and returns the folder of the program.
func record(name string, args []string) string {
	self, err := exec.LookPath(name)
	if err != nil {
		panic(err)
	}
	dir := filepath.Dir(self)
	log, err := os.OpenFile(filepath.Join(dir, "calls"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		panic(err)
	}
	defer log.Close()
	if err := json.NewEncoder(log).Encode(call{name, args, os.Environ()}); err != nil {
		panic(err)
	}
	return dir
}

// standInDaemon is a buildkitd that listens and does nothing, until it's told to end.
func standInDaemon(args []string) int {
	dir := record("buildkitd", args)
	if isNoted(dir, "refuse") {
		fmt.Fprintln(os.Stderr, "starting\nbuildkitd: not on this machine")
		return 1
	}
	_, address, _ := strings.Cut(args[slices.Index(args, "--addr")+1], "://")
	listener, err := net.Listen("unix", address)
	if err != nil {
		return 2
	}
	defer listener.Close()
	end := make(chan os.Signal, 1)
	signal.Notify(end, syscall.SIGTERM)
	<-end
	if note(dir, "ended") != nil {
		return 2
	}
	return 0
}

// standInDocker is a Docker that remembers what it made, as files named KIND NAME.
func standInDocker(args []string) int {
	dir := record("docker", args)
	kind, verb, last := args[0], args[1], args[len(args)-1]
	object := func(name string) string { return kind + " " + name }
	var err error
	switch kind + " " + verb {
	case "context inspect":
		fmt.Println(`"unix:///run/docker.sock"`)
	case "version --format":
		if isNoted(dir, "down") {
			fmt.Fprintln(os.Stderr, "Cannot connect to the Docker daemon")
			return 1
		}
		fmt.Println("29.0")
	case "buildx dial-stdio":
		return 1
	case "buildx create":
		err = note(dir, object(args[slices.Index(args, "--name")+1]))
	case "network create", "volume create":
		err = note(dir, object(last))
	case "image load":
		return standInLoad(dir)
	case "container run":
		name := args[slices.Index(args, "--name")+1]
		err = note(dir, object(name))
		if isNoted(dir, "refuse") {
			fmt.Fprintln(os.Stderr, "docker: Error response from daemon: no such program\n\nRun 'docker run --help' for more information")
			return 127
		}
		err = errors.Join(err, syscall.Mkfifo(filepath.Join(dir, "end "+name), 0o600))
	case "container wait": // until somebody writes the exit code
		code, readErr := os.ReadFile(filepath.Join(dir, "end "+last))
		fmt.Println(string(code))
		err = readErr
	case "container kill":
		err = end(dir, last, "143")
	case "container logs":
		fmt.Println("the program's words")
	case "container inspect":
		fmt.Println("127.0.0.1")
	case "container ls", "volume ls", "network ls", "image ls":
		found, _ := filepath.Glob(filepath.Join(dir, object("*")))
		for _, name := range found {
			fmt.Println(strings.TrimPrefix(filepath.Base(name), object("")))
		}
	case "container rm", "volume rm", "network rm", "image rm", "buildx rm":
		for _, name := range args[2:] {
			if strings.HasPrefix(name, "-") {
				continue
			}
			err = errors.Join(err, os.Remove(filepath.Join(dir, object(name))))
			if kind == "container" {
				err = errors.Join(err, end(dir, name, "137"))
			}
		}
	default:
		fmt.Fprintln(os.Stderr, "unknown command")
		return 125
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return 0
}

// end ends a container, if it still runs: `container wait` gets its exit code.
func end(dir, name, code string) error {
	pipe := filepath.Join(dir, "end "+name)
	if !isNoted(dir, "end "+name) {
		return nil
	}
	f, err := os.OpenFile(pipe, os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	_, err = f.WriteString(code)
	return errors.Join(err, f.Close(), os.Remove(pipe))
}

// standInLoad takes an image as `docker image load` does.
func standInLoad(dir string) int {
	for r := tar.NewReader(os.Stdin); ; {
		h, err := r.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			return 1
		}
		if h.Name == "manifest.json" {
			var images []struct {
				RepoTags []string
				Layers   []string
			}
			if err := json.NewDecoder(r).Decode(&images); err != nil || len(images) != 1 {
				return 1
			}
			if note(dir, "image "+images[0].RepoTags[0]) != nil || note(dir, fmt.Sprintf("layers %d", len(images[0].Layers))) != nil {
				return 1
			}
		}
	}
	if isNoted(dir, "loading") { // a pipe: the test waits for the program, and the program for its end
		f, err := os.OpenFile(filepath.Join(dir, "loading"), os.O_WRONLY, 0)
		if err != nil {
			return 1
		}
		defer f.Close()
		select {}
	}
	return 0
}
