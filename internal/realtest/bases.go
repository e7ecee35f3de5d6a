package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"

	"golang.org/x/tools/txtar"

	"github.com/drydock-dev/drydock/measure"
)

// settings are files of this machine that tell package managers where to get packages from. They are copied
// into the base images, wherever they are there.
var settings = []string{"/etc/apt/sources.list", "/etc/apt/sources.list.d", "/etc/apt/apt.conf.d", "/usr/share/keyrings", "/etc/pip.conf", "/etc/ssl/certs/ca-certificates.crt", "/root/.npmrc"}

// variables are those of this machine that do the same.
var variables = regexp.MustCompile(`^(?:GOPROXY|GOSUMDB|GONOSUMDB|GOFLAGS|PIP_\w+|(?i:https?|no)_proxy|SSL_CERT_FILE|NODE_EXTRA_CA_CERTS|REQUESTS_CA_BUNDLE|CURL_CA_BUNDLE)=`)

var alsoLine = regexp.MustCompile(`(?m)^# also (\S+)$`)

// makeBases builds the base images, and returns them by the names that Dockerfiles call them by.
func makeBases(ctx context.Context, b *measure.Builder, dir, archive string) (map[string]*measure.Image, error) {
	bases, err := txtar.ParseFile(archive)
	if err != nil {
		return nil, err
	}
	debian, err := makeDebian(ctx, b, dir)
	if err != nil {
		return nil, err
	}
	images := map[string]*measure.Image{}
	for _, name := range []string{"debian", "debian:12", "debian:latest", "debian:12-slim", "debian:bookworm", "debian:bookworm-slim"} {
		images[name] = debian
	}
	empty := filepath.Join(dir, "empty")
	if err := os.MkdirAll(empty, 0o700); err != nil {
		return nil, err
	}
	for _, f := range bases.Files {
		built, err := b.Build(ctx, f.Data, measure.Source{Context: empty, Bases: images})
		if err != nil {
			return nil, fmt.Errorf("%s: %w", f.Name, err)
		}
		images[f.Name] = built.Image
		for _, also := range alsoLine.FindAllSubmatch(f.Data, -1) {
			images[string(also[1])] = built.Image
		}
	}
	return images, nil
}

// makeDebian makes a small Debian whose package managers are set up as this machine's.
func makeDebian(ctx context.Context, b *measure.Builder, dir string) (*measure.Image, error) {
	folder := filepath.Join(dir, "debian")
	if err := os.MkdirAll(filepath.Join(folder, "machine"), 0o700); err != nil {
		return nil, err
	}
	root := filepath.Join(folder, "root.tar")
	if _, err := os.Stat(root); err != nil {
		if out, err := exec.CommandContext(ctx, "mmdebstrap", "--variant=minbase", "--include=ca-certificates", "bookworm", root).CombinedOutput(); err != nil {
			return nil, fmt.Errorf("mmdebstrap: %w\n%s", err, out)
		}
	}
	for _, name := range settings {
		if _, err := os.Stat(name); err != nil {
			continue
		}
		target := filepath.Join(folder, "machine", name)
		if err := os.MkdirAll(filepath.Dir(target), 0o755); err != nil { //nolint:gosec // of an image
			return nil, err
		}
		if out, err := exec.CommandContext(ctx, "cp", "-rLT", name, target).CombinedOutput(); err != nil {
			return nil, fmt.Errorf("%w: %s", err, out)
		}
	}
	text := "FROM scratch\nADD root.tar /\nCOPY machine /\n"
	for _, v := range os.Environ() {
		if variables.MatchString(v) {
			name, value, _ := strings.Cut(v, "=")
			text += fmt.Sprintf("ENV %s=%q\n", name, value)
		}
	}
	built, err := b.Build(ctx, []byte(text), measure.Source{Context: folder})
	if err != nil {
		return nil, err
	}
	return built.Image, nil
}
