package main

import (
	"archive/tar"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"time"
)

// builder is a BuildKit daemon that we started.
type builder struct {
	ctx     context.Context // of the whole program
	daemon  *exec.Cmd
	control string // buildctl
	socket  string
	dir     string // folder for everything it writes
	base    string // folder with the files of the base image
}

// startBuilder starts buildkitd and waits until it answers.
func startBuilder(ctx context.Context, programs, dir, base string) (*builder, error) {
	b := &builder{ctx: ctx, control: filepath.Join(programs, "buildctl"), socket: "unix://" + filepath.Join(dir, "buildkitd.sock"), dir: dir, base: base}
	log, err := os.Create(filepath.Join(dir, "buildkitd.log"))
	if err != nil {
		return nil, err
	}
	defer log.Close()
	b.daemon = exec.CommandContext(ctx, filepath.Join(programs, "buildkitd"),
		"--root", filepath.Join(dir, "state"), "--addr", b.socket, "--oci-worker-snapshotter=native", "--oci-worker-net=host", "--containerd-worker=false")
	b.daemon.Stdout, b.daemon.Stderr = log, log
	b.daemon.Cancel = func() error { return b.daemon.Process.Signal(syscall.SIGTERM) }
	if err := b.daemon.Start(); err != nil {
		return nil, fmt.Errorf("buildkitd: %w; `make test-build` builds it", err)
	}
	for range 100 {
		if exec.Command(b.control, "--addr", b.socket, "debug", "workers").Run() == nil {
			return b, nil
		}
		time.Sleep(200 * time.Millisecond)
	}
	b.stop()
	text, err := os.ReadFile(log.Name())
	return nil, fmt.Errorf("buildkitd doesn't answer (%w):\n%s", err, text)
}

func (b *builder) stop() {
	_ = b.daemon.Process.Signal(syscall.SIGTERM) // fails only if it has already ended
	_ = b.daemon.Wait()
}

var fromLine = regexp.MustCompile(`(?im)^FROM\s+(\S+)`)

// build builds a Dockerfile in a context and returns the image.
func (b *builder) build(context string, dockerfile []byte) (*image, error) {
	folder, err := os.MkdirTemp(b.dir, "dockerfile")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(folder)
	if err := os.WriteFile(filepath.Join(folder, "Dockerfile"), dockerfile, 0o600); err != nil {
		return nil, err
	}
	files, layout := filepath.Join(folder, "files.tar"), filepath.Join(folder, "image.tar")
	args := []string{
		"--addr", b.socket, "build", "--frontend", "dockerfile.v0", "--local", "context=" + context, "--local", "dockerfile=" + folder, "--local", "base=" + b.base,
		"--output", "type=tar,dest=" + files, "--output", "type=oci,dest=" + layout, "--progress", "plain",
	}
	for _, m := range fromLine.FindAllSubmatch(dockerfile, -1) {
		args = append(args, "--opt", "context:"+string(m[1])+"=local:base")
	}
	if out, err := exec.CommandContext(b.ctx, b.control, args...).CombinedOutput(); err != nil {
		return nil, fmt.Errorf("buildctl: %w\n%s", err, out)
	}
	i := &image{}
	if i.files, err = readFiles(files); err != nil {
		return nil, err
	}
	i.config, err = readConfig(layout)
	return i, err
}

// image is what we compare of an image: a description of each file, by name, and the configuration
// as JSON.
type image struct {
	files  map[string]string
	config string
}

// difference returns the first five differences between two images, "" if there are none.
func (i *image) difference(o *image) string {
	var found []string
	if i.config != o.config {
		found = append(found, fmt.Sprintf("configuration %s, then %s", i.config, o.config))
	}
	names := maps.Clone(i.files)
	maps.Copy(names, o.files)
	for _, name := range slices.Sorted(maps.Keys(names)) {
		if i.files[name] != o.files[name] {
			found = append(found, fmt.Sprintf("%s is %q, then %q", name, i.files[name], o.files[name]))
		}
	}
	return strings.Join(found[:min(len(found), 5)], "; ")
}

// readFiles returns descriptions of an archive's files by name: type, mode, owner, target, content.
// It leaves times out.
func readFiles(name string) (map[string]string, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	files := map[string]string{}
	for r := tar.NewReader(f); ; {
		h, err := r.Next()
		if errors.Is(err, io.EOF) {
			return files, nil
		}
		if err != nil {
			return nil, err
		}
		sum := sha256.New()
		if _, err := io.Copy(sum, r); err != nil { //nolint:gosec // our own image
			return nil, err
		}
		files[strings.Trim(h.Name, "./")] = fmt.Sprintf("%c %o %d:%d %s %x", h.Typeflag, h.Mode, h.Uid, h.Gid, h.Linkname, sum.Sum(nil)[:8])
	}
}

// readConfig returns the configuration of the image in an OCI archive. It leaves out the history, and
// what depends on the layers or the time of the build.
func readConfig(name string) (string, error) {
	f, err := os.Open(name)
	if err != nil {
		return "", err
	}
	defer f.Close()
	blobs := map[string][]byte{}
	for r := tar.NewReader(f); ; {
		h, err := r.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return "", err
		}
		if h.Size < 1<<20 {
			data, err := io.ReadAll(r)
			if err != nil {
				return "", err
			}
			blobs[h.Name] = data
		}
	}
	digest := func(text []byte, list string) (string, error) {
		var v map[string]json.RawMessage
		if err := json.Unmarshal(text, &v); err != nil {
			return "", err
		}
		var d struct{ Digest string }
		one := v[list]
		if bytes.HasPrefix(one, []byte("[")) {
			var all []json.RawMessage
			if err := json.Unmarshal(one, &all); err != nil || len(all) == 0 {
				return "", fmt.Errorf("no %s in %s", list, text)
			}
			one = all[0]
		}
		err := json.Unmarshal(one, &d)
		return "blobs/" + strings.Replace(d.Digest, ":", "/", 1), err
	}
	manifest, err := digest(blobs["index.json"], "manifests")
	if err != nil {
		return "", err
	}
	config, err := digest(blobs[manifest], "config")
	if err != nil {
		return "", err
	}
	var v map[string]any
	if err := json.Unmarshal(blobs[config], &v); err != nil {
		return "", err
	}
	for _, made := range []string{"history", "rootfs", "created", "moby.buildkit.buildinfo.v1"} {
		delete(v, made)
	}
	text, err := json.Marshal(v)
	return string(text), err
}
