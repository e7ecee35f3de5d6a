//go:build linux

package measure

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// Runc starts containers with runc. Each has a network of its own that nothing leads out of, and the
// capabilities that Docker gives. It needs root.
type Runc struct {
	Dir string // for the containers' files
}

// runcIn returns a Starter that uses runc.
func runcIn(dir string) (Starter, error) { return Runc{Dir: dir}, nil }

// Name implements Starter.
func (r Runc) Name() string { return "runc" }

// NewVolume implements Starter. A volume's name is its folder.
func (r Runc) NewVolume(context.Context) (string, error) { return os.MkdirTemp(r.Dir, "volume") }

// RemoveVolume implements Starter.
func (r Runc) RemoveVolume(name string) error { return os.RemoveAll(name) }

// Close implements Starter. Containers and volumes are gone by then, and the folder is the caller's.
func (r Runc) Close() error { return nil }

// Start implements Starter.
func (r Runc) Start(ctx context.Context, image *Image, volumes map[string]string) (Container, error) {
	bundle, err := os.MkdirTemp(r.Dir, "container")
	if err != nil {
		return nil, err
	}
	c := &runcContainer{id: filepath.Base(bundle), bundle: bundle, state: filepath.Join(r.Dir, "runc"), signal: stopSignal(image)}
	if err = c.putFiles(ctx, r, image); err == nil {
		err = c.start(image, volumes)
	}
	if err != nil {
		return nil, errors.Join(err, c.Remove())
	}
	return c, nil
}

type runcContainer struct {
	id, bundle, state string
	signal            string       // that stops it
	unmount           func() error // takes its files away; nil if they aren't mounted
	network           *network
	run               *exec.Cmd
	output            firstBytes
	ended             <-chan struct{}
}

// root is where the container's files are.
func (c *runcContainer) root() string { return filepath.Join(c.bundle, "rootfs") }

// putFiles puts an image's files at the container's root. Where they can't be mounted they're unpacked.
func (c *runcContainer) putFiles(ctx context.Context, r Runc, image *Image) (err error) {
	if err := os.Mkdir(c.root(), 0o755); err != nil { //nolint:gosec // the container's /
		return err
	}
	if c.unmount, err = r.mountFiles(ctx, image, c.root(), c.bundle); err == nil || ctx.Err() != nil {
		return err
	}
	return image.Unpack(ctx, c.root())
}

// start starts the program.
func (c *runcContainer) start(image *Image, volumes map[string]string) error {
	var err error
	if c.network, err = newNetwork(); err != nil {
		return err
	}
	files, err := os.OpenRoot(c.root())
	if err != nil {
		return err
	}
	defer files.Close()
	if err := writeHosts(files); err != nil {
		return err
	}
	for place, folder := range volumes {
		if err := fillVolume(files, place, folder); err != nil {
			return err
		}
	}
	spec, err := specOf(image, files, c.network.path(), volumes)
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
	started := filepath.Join(c.bundle, "pid") // runc writes it when the program runs
	run := c.command("run", "--bundle", c.bundle, "--pid-file", started, c.id)
	run.Stdout, run.Stderr = &c.output, &c.output
	if c.ended, err = spawn(run); err != nil {
		return err
	}
	c.run = run
	for tick := time.Tick(10 * time.Millisecond); ; <-tick {
		ended := c.hasEnded() // before the look at the file
		if _, err := os.Stat(started); err == nil {
			return nil
		}
		if ended {
			return fmt.Errorf("runc: %s", lastLine(c.Output()))
		}
	}
}

// hasEnded reports whether the program has ended.
func (c *runcContainer) hasEnded() bool {
	select {
	case <-c.ended:
		return true
	default:
		return false
	}
}

// command returns a command of runc.
func (c *runcContainer) command(args ...string) *exec.Cmd {
	cmd := exec.Command("runc", append([]string{"--root", c.state}, args...)...)
	cmd.Env = environment()
	return cmd
}

func (c *runcContainer) runc(args ...string) error {
	out, err := c.command(args...).CombinedOutput()
	if err != nil {
		return fmt.Errorf("runc %s: %w: %s", args[0], err, bytes.TrimSpace(out))
	}
	return nil
}

// fillVolume copies what an image has at a place to an empty folder, owners and modes as they are.
func fillVolume(files *os.Root, place, folder string) error {
	entries, err := os.ReadDir(folder)
	if err != nil || len(entries) > 0 {
		return err
	}
	inside := strings.TrimPrefix(filepath.Clean("/"+place), "/")
	if info, err := files.Stat(inside); err != nil || !info.IsDir() {
		return nil // nothing there, or a link to the outside: the volume is root's and empty
	}
	out, err := exec.Command("cp", "-a", filepath.Join(files.Name(), inside)+"/.", folder).CombinedOutput()
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

// Terminate implements Container. A program that ended meanwhile is none to stop.
func (c *runcContainer) Terminate() error {
	err := c.runc("kill", c.id, c.signal)
	if c.hasEnded() {
		return nil
	}
	return err
}

// Remove implements Container.
func (c *runcContainer) Remove() error {
	if c.run != nil {
		c.kill()
		_ = c.runc("delete", "--force", c.id) // runc deletes one that ended by itself
	}
	if c.network != nil {
		_ = c.network.namespace.Close() // read only
	}
	if c.unmount != nil {
		if err := c.unmount(); err != nil {
			return fmt.Errorf("the container's files: %w", err)
		}
	}
	return os.RemoveAll(c.bundle)
}

// kill kills the program. Its end isn't known at once, so it takes more than one try.
func (c *runcContainer) kill() {
	for tries := time.Tick(20 * time.Millisecond); ; <-tries {
		_ = c.runc("kill", c.id, "KILL") // it may have ended, or not begun
		if c.hasEnded() {
			return
		}
	}
}
