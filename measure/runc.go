//go:build linux

package measure

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/moby/sys/user"
	"github.com/opencontainers/runtime-spec/specs-go"
	"golang.org/x/sys/unix"
)

// Runc starts containers with runc. Each has a network of its own that nothing leads out of, and the
// capabilities that Docker gives. It needs root.
type Runc struct {
	Dir string // for the containers' files
}

// dockerCapabilities are those that Docker gives a container: docs.docker.com/engine/containers/run.
var dockerCapabilities = []string{
	"CAP_CHOWN", "CAP_DAC_OVERRIDE", "CAP_FSETID", "CAP_FOWNER", "CAP_MKNOD", "CAP_NET_RAW", "CAP_SETGID", "CAP_SETUID",
	"CAP_SETFCAP", "CAP_SETPCAP", "CAP_NET_BIND_SERVICE", "CAP_SYS_CHROOT", "CAP_KILL", "CAP_AUDIT_WRITE",
}

// Start implements Starter.
func (r Runc) Start(ctx context.Context, image *Image, volumes map[string]string) (Container, error) {
	bundle, err := os.MkdirTemp(r.Dir, "container")
	if err != nil {
		return nil, err
	}
	c := &runcContainer{id: filepath.Base(bundle), bundle: bundle, state: filepath.Join(r.Dir, "runc"), ended: make(chan struct{})}
	if err := c.start(ctx, image, volumes); err != nil {
		return nil, errors.Join(err, c.Remove())
	}
	return c, nil
}

type runcContainer struct {
	id, bundle, state string
	run               *exec.Cmd
	output            safeBuffer
	ended             chan struct{}
}

func (c *runcContainer) start(ctx context.Context, image *Image, volumes map[string]string) error {
	root := filepath.Join(c.bundle, "rootfs")
	if err := os.Mkdir(root, 0o755); err != nil { //nolint:gosec // the container's /
		return err
	}
	if err := image.Unpack(ctx, root); err != nil {
		return err
	}
	spec, err := specOf(image, root, volumes)
	if err != nil {
		return err
	}
	text, err := json.Marshal(spec)
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(c.bundle, "config.json"), text, 0o600); err != nil {
		return err
	}
	c.output.left = maxOutput
	c.run = exec.Command("runc", "--root", c.state, "run", "--bundle", c.bundle, c.id)
	c.run.Env = []string{"PATH=" + os.Getenv("PATH")}
	c.run.Stdout, c.run.Stderr = &c.output, &c.output
	if err := c.run.Start(); err != nil {
		return err
	}
	go func() {
		_ = c.run.Wait() // ExitCode tells
		close(c.ended)
	}()
	c.waitForNetwork(ctx)
	return nil
}

// specOf returns the runtime's configuration for an image, as Docker would make it.
func specOf(image *Image, root string, volumes map[string]string) (*specs.Spec, error) {
	config := image.Config
	who, err := user.GetExecUserPath(config.User, &user.ExecUser{Home: "/"}, filepath.Join(root, "etc/passwd"), filepath.Join(root, "etc/group"))
	if err != nil {
		return nil, fmt.Errorf("the user %q: %w", config.User, err)
	}
	groups := make([]uint32, len(who.Sgids))
	for i, g := range who.Sgids {
		groups[i] = uint32(g) //nolint:gosec // a group of the image
	}
	process := &specs.Process{
		Args:         append(append([]string{}, config.Entrypoint...), config.Cmd...),
		Env:          withDefaults(config.Env, "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "HOME="+who.Home, "HOSTNAME=container"),
		Cwd:          config.WorkingDir,
		User:         specs.User{UID: uint32(who.Uid), GID: uint32(who.Gid), AdditionalGids: groups}, //nolint:gosec // an account of the image
		Capabilities: &specs.LinuxCapabilities{Bounding: dockerCapabilities},
	}
	if process.Cwd == "" {
		process.Cwd = "/"
	}
	if who.Uid == 0 {
		process.Capabilities.Effective, process.Capabilities.Permitted = dockerCapabilities, dockerCapabilities
	}
	limit := int64(1 << 30)
	pids := int64(512)
	s := &specs.Spec{
		Version: specs.Version, Process: process, Hostname: "container", Root: &specs.Root{Path: "rootfs"},
		Mounts: []specs.Mount{
			{Destination: "/proc", Type: "proc", Source: "proc"},
			{Destination: "/dev", Type: "tmpfs", Source: "tmpfs", Options: []string{"nosuid", "strictatime", "mode=755", "size=65536k"}},
			{Destination: "/dev/pts", Type: "devpts", Source: "devpts", Options: []string{"nosuid", "noexec", "newinstance", "ptmxmode=0666", "mode=0620", "gid=5"}},
			{Destination: "/dev/shm", Type: "tmpfs", Source: "shm", Options: []string{"nosuid", "noexec", "nodev", "mode=1777", "size=65536k"}},
			{Destination: "/sys", Type: "sysfs", Source: "sysfs", Options: []string{"nosuid", "noexec", "nodev", "ro"}},
		},
		Linux: &specs.Linux{
			Namespaces: []specs.LinuxNamespace{{Type: specs.PIDNamespace}, {Type: specs.NetworkNamespace}, {Type: specs.IPCNamespace}, {Type: specs.UTSNamespace}, {Type: specs.MountNamespace}},
			// As Docker sets it: every user may bind low ports.
			Sysctl:        map[string]string{"net.ipv4.ip_unprivileged_port_start": "0"},
			Resources:     &specs.LinuxResources{Memory: &specs.LinuxMemory{Limit: &limit}, Pids: &specs.LinuxPids{Limit: &pids}},
			MaskedPaths:   []string{"/proc/kcore", "/proc/keys", "/proc/timer_list", "/sys/firmware"},
			ReadonlyPaths: []string{"/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger"},
		},
	}
	for place, folder := range volumes {
		if err := fillVolume(root, place, folder); err != nil {
			return nil, err
		}
		s.Mounts = append(s.Mounts, specs.Mount{Destination: place, Type: "bind", Source: folder, Options: []string{"rbind", "rw"}})
	}
	return s, nil
}

// withDefaults adds to variables those that they don't set.
func withDefaults(env []string, defaults ...string) []string {
	all := append([]string{}, env...)
	for _, d := range defaults {
		name, _, _ := strings.Cut(d, "=")
		if !contains(env, name) {
			all = append(all, d)
		}
	}
	return all
}

func contains(env []string, name string) bool {
	for _, e := range env {
		if strings.HasPrefix(e, name+"=") {
			return true
		}
	}
	return false
}

// fillVolume copies what an image has at a place to an empty folder, owners and modes as they are.
func fillVolume(root, place, folder string) error {
	entries, err := os.ReadDir(folder)
	if err != nil || len(entries) > 0 {
		return err
	}
	inside, err := os.OpenRoot(root)
	if err != nil {
		return err
	}
	defer inside.Close()
	if _, err := inside.Stat(strings.TrimPrefix(place, "/")); err != nil {
		return nil // nothing there: the volume is root's and empty
	}
	out, err := exec.Command("cp", "-a", "-T", filepath.Join(root, place), folder).CombinedOutput()
	if err != nil {
		return fmt.Errorf("%w: %s", err, out)
	}
	return nil
}

// Ended implements Container.
func (c *runcContainer) Ended() <-chan struct{} { return c.ended }

// ExitCode implements Container.
func (c *runcContainer) ExitCode() int { return c.run.ProcessState.ExitCode() }

// Output implements Container.
func (c *runcContainer) Output() string { return c.output.String() }

// Terminate implements Container.
func (c *runcContainer) Terminate() error { return c.runc("kill", c.id, "TERM") }

// Remove implements Container.
func (c *runcContainer) Remove() error {
	if c.run != nil && c.run.Process != nil {
		_ = c.runc("kill", c.id, "KILL") // it may have ended
		<-c.ended
		_ = c.runc("delete", "--force", c.id) // runc deletes one that ended by itself
	}
	return os.RemoveAll(c.bundle)
}

func (c *runcContainer) runc(args ...string) error {
	out, err := exec.Command("runc", append([]string{"--root", c.state}, args...)...).CombinedOutput()
	if err != nil {
		return fmt.Errorf("runc %s: %w: %s", args[0], err, bytes.TrimSpace(out))
	}
	return nil
}

// pid returns the program's process, 0 if there is none.
func (c *runcContainer) pid() int {
	out, err := exec.Command("runc", "--root", c.state, "state", c.id).Output()
	if err != nil {
		return 0
	}
	var state specs.State
	if json.Unmarshal(out, &state) != nil || state.Status != specs.StateRunning {
		return 0
	}
	return state.Pid
}

// waitForNetwork switches on the loopback device of the container's network as soon as it runs.
func (c *runcContainer) waitForNetwork(ctx context.Context) {
	for range 100 {
		if pid := c.pid(); pid != 0 && inNetworkOf(pid, loopbackUp) == nil {
			return
		}
		select {
		case <-c.ended:
			return
		case <-ctx.Done():
			return
		case <-time.After(10 * time.Millisecond):
		}
	}
}

// Probe implements Container.
func (c *runcContainer) Probe(ctx context.Context, port string) (answer string) {
	number, protocol, _ := strings.Cut(port, "/")
	pid := c.pid()
	if pid == 0 || protocol == "udp" {
		return ""
	}
	_ = inNetworkOf(pid, func() error {
		conn, err := (&net.Dialer{Timeout: time.Second}).DialContext(ctx, "tcp4", net.JoinHostPort("127.0.0.1", number))
		if err != nil {
			return err
		}
		defer conn.Close()
		answer = ask(conn)
		return nil
	})
	return answer
}

// ask sends GET / over a connection and returns the answer's status, "open" if there is none.
func ask(conn net.Conn) string {
	if conn.SetDeadline(time.Now().Add(time.Second)) != nil {
		return "open"
	}
	if _, err := io.WriteString(conn, "GET / HTTP/1.0\r\nHost: localhost\r\n\r\n"); err != nil {
		return "open"
	}
	start := make([]byte, len("HTTP/1.1 200"))
	if _, err := io.ReadFull(conn, start); err != nil || !bytes.HasPrefix(start, []byte("HTTP/1.")) {
		return "open"
	}
	code, err := strconv.Atoi(string(start[len("HTTP/1.1 "):]))
	if err != nil || http.StatusText(code) == "" {
		return "open"
	}
	return strconv.Itoa(code)
}

// inNetworkOf calls a function in the network of a process. It keeps the thread until the function returns, and
// drops it then.
func inNetworkOf(pid int, do func() error) error {
	result := make(chan error, 1)
	go func() {
		runtime.LockOSThread() // never unlocked: the thread ends with the goroutine
		network, err := os.Open(fmt.Sprintf("/proc/%d/ns/net", pid))
		if err != nil {
			result <- err
			return
		}
		defer network.Close()
		if err := unix.Setns(int(network.Fd()), unix.CLONE_NEWNET); err != nil { //nolint:gosec // a descriptor
			result <- err
			return
		}
		result <- do()
	}()
	return <-result
}

func loopbackUp() error {
	s, err := unix.Socket(unix.AF_INET, unix.SOCK_DGRAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return err
	}
	defer unix.Close(s)
	request, err := unix.NewIfreq("lo")
	if err != nil {
		return err
	}
	request.SetUint16(unix.IFF_UP)
	return unix.IoctlIfreq(s, unix.SIOCSIFFLAGS, request)
}

// safeBuffer keeps the first bytes of what several goroutines write.
type safeBuffer struct {
	mu   sync.Mutex
	text []byte
	left int
}

func (b *safeBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	n := min(len(p), b.left)
	b.left -= n
	b.text = append(b.text, p[:n]...)
	return len(p), nil
}

func (b *safeBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return string(b.text)
}
