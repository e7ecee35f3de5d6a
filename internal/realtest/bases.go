package main

import (
	"bytes"
	"context"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/tools/txtar"

	"github.com/drydock-dev/drydock/measure"
)

var (
	// alsoLine names an image that a base stands in for besides the one that it's called after.
	alsoLine = regexp.MustCompile(`(?m)^# also (.+)$`)
	// npmLine names a package of npm's that the base is made from. It lies in the build context, packed.
	npmLine = regexp.MustCompile(`(?m)^# npm (\S+)$`)
	// fromLine names an image in a Dockerfile.
	fromLine = regexp.MustCompile(`(?mi)(?:^FROM\s+(?:--\S+\s+)?|\bfrom=)([^\s,]+)`)
)

// bases makes base images as they are asked for.
type bases struct {
	builder *measure.Builder
	dir     string
	texts   map[string][]byte // by the image's name
	also    map[string]string // the name in texts, by each name that it stands in for
	made    map[string]*measure.Image
}

// releases are those of Debian that mmdebstrap makes, by the name that their Dockerfile has for them.
var releases = map[string]string{"mmdebstrap-bookworm": "bookworm", "mmdebstrap-trixie": "trixie"}

func readBases(b *measure.Builder, dir, archive string) (*bases, error) {
	parsed, err := txtar.ParseFile(archive)
	if err != nil {
		return nil, err
	}
	all := &bases{builder: b, dir: filepath.Join(dir, "bases"), texts: map[string][]byte{}, also: map[string]string{}, made: map[string]*measure.Image{}}
	for _, f := range parsed.Files {
		all.texts[f.Name] = f.Data
		names := []string{f.Name}
		for _, line := range alsoLine.FindAllSubmatch(f.Data, -1) {
			names = append(names, strings.Fields(string(line[1]))...)
		}
		for _, name := range names {
			if other, ok := all.also[name]; ok {
				return nil, fmt.Errorf("%s: %s stands in for %s already", f.Name, other, name)
			}
			all.also[name] = f.Name
		}
	}
	return all, nil
}

// named returns the base images that Dockerfiles name, by the name that they have there. A name that no base stands in
// for is left out.
func (b *bases) named(dockerfiles ...[]byte) map[string]string {
	names := map[string]string{}
	for _, text := range dockerfiles {
		for _, from := range fromLine.FindAllSubmatch(text, -1) {
			name := string(from[1])
			if own, ok := b.also[strings.TrimSuffix(name, ":latest")]; ok {
				names[name] = own
			}
		}
	}
	return names
}

// of makes the base images that Dockerfiles name.
func (b *bases) of(ctx context.Context, dockerfiles ...[]byte) (map[string]*measure.Image, error) {
	images := map[string]*measure.Image{}
	for name, own := range b.named(dockerfiles...) {
		image, err := b.make(ctx, own)
		if err != nil {
			return nil, fmt.Errorf("base image %s: %w", own, err)
		}
		images[name] = image
	}
	return images, nil
}

func (b *bases) make(ctx context.Context, name string) (*measure.Image, error) {
	if image, ok := b.made[name]; ok {
		return image, nil
	}
	folder := filepath.Join(b.dir, strings.NewReplacer("/", "-", ":", "-").Replace(name))
	if err := os.MkdirAll(folder, 0o755); err != nil { //nolint:gosec // a build context
		return nil, err
	}
	text := bytes.Clone(b.texts[name])
	if release, ok := releases[name]; ok {
		if err := makeDebian(ctx, release, folder); err != nil {
			return nil, err
		}
		text = append(text, environment(machineVariables(ctx))...)
	}
	for _, line := range npmLine.FindAllSubmatch(text, -1) {
		if err := packNPM(ctx, string(line[1]), folder); err != nil {
			return nil, err
		}
	}
	below, err := b.of(ctx, text)
	if err != nil {
		return nil, err
	}
	built, err := b.builder.Build(ctx, text, measure.Source{Context: folder, Bases: below, Uncompressed: true})
	if err != nil {
		return nil, err
	}
	b.made[name] = built.Image
	return built.Image, nil
}

func environment(variables map[string]string) (text []byte) {
	for _, name := range slices.Sorted(maps.Keys(variables)) {
		text = fmt.Appendf(text, "ENV %s=%q\n", name, variables[name])
	}
	return text
}

// dropSources drops the sources that mmdebstrap was given: an image has the machine's.
const dropSources = `--customize-hook=rm -rf "$1"/etc/apt/sources.list "$1"/etc/apt/sources.list.d/*`

// makeDebian makes a release's root.tar in a folder, and the machine's settings beside it.
func makeDebian(ctx context.Context, release, folder string) error {
	machine := filepath.Join(folder, "machine")
	if err := writeMachine(ctx, release, machine); err != nil {
		return err
	}
	root := filepath.Join(folder, "root.tar")
	if _, err := os.Stat(root); err == nil {
		return nil
	}
	sources, err := filepath.Glob(filepath.Join(machine, "etc/apt/sources.list.d/*"))
	if err != nil {
		return err
	}
	begun := root + ".begun"
	out, err := exec.CommandContext(ctx, "mmdebstrap", append([]string{"--variant=minbase", "--format=tar", dropSources, release, begun}, sources...)...).CombinedOutput()
	if err != nil {
		return fmt.Errorf("mmdebstrap: %w\n%s", err, out)
	}
	return os.Rename(begun, root)
}

// packNPM fetches a package's archive with npm, as NAME.tgz.
func packNPM(ctx context.Context, spec, folder string) error {
	name, _, _ := strings.Cut(spec, "@")
	target := filepath.Join(folder, name+".tgz")
	if _, err := os.Stat(target); err == nil {
		return nil
	}
	pack := exec.CommandContext(ctx, "npm", "pack", "--silent", spec)
	pack.Dir = folder
	out, err := pack.Output()
	if err != nil {
		return fmt.Errorf("npm pack %s: %w", spec, err)
	}
	return os.Rename(filepath.Join(folder, strings.TrimSpace(string(out))), target)
}
