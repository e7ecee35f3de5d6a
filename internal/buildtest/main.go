// Command buildtest builds small projects with a real BuildKit, before and after the suggestions
// that reorder their layers. It compares the images: every file's content, mode, owner and target,
// and the configuration.
//
// It needs root, runc, and the programs that `make test-build` builds. It makes its own base image:
// busybox with a script in place of the package managers.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"

	"golang.org/x/tools/txtar"

	"github.com/drydock-dev/drydock/facts"
	"github.com/drydock-dev/drydock/fix"
	"github.com/drydock-dev/drydock/lint"
	"github.com/drydock-dev/drydock/lint/config"
	"github.com/drydock-dev/drydock/rules"
	"github.com/drydock-dev/drydock/syntax/dockerfile"
)

func main() {
	cases := flag.String("cases", "internal/buildtest/testdata/cases.txtar", "txtar archive of the projects")
	manager := flag.String("manager", "internal/buildtest/testdata/manager", "script to use in place of the package managers")
	programs := flag.String("programs", "bin/buildkit", "folder with buildkitd and buildctl")
	flag.Parse()
	// An interrupt also ends the daemon.
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, *cases, *manager, *programs); err != nil {
		fmt.Fprintln(os.Stderr, "buildtest:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, cases, manager, programs string) error {
	if os.Getuid() != 0 {
		return errors.New("building needs root")
	}
	if _, err := exec.LookPath("runc"); err != nil {
		return errors.New("runc is not on PATH: apt-get install runc")
	}
	archive, err := txtar.ParseFile(cases)
	if err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "buildtest")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	base := filepath.Join(dir, "base")
	if err := makeBase(base, manager); err != nil {
		return err
	}
	b, err := startBuilder(ctx, programs, dir, base)
	if err != nil {
		return err
	}
	defer b.stop()
	same, names := 0, projects(archive)
	for _, name := range names {
		n, err := compare(b, filepath.Join(dir, "projects", name), name, archive)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil {
			fmt.Printf("%s: %v\n", name, err)
			continue
		}
		same++
		fmt.Printf("%s: same image, with %d suggestions\n", name, n)
	}
	fmt.Printf("%d of %d projects build the same image\n", same, len(names))
	if same != len(names) || same == 0 {
		return errors.New("some images differ")
	}
	return nil
}

// projects returns the names of an archive's projects, in its order.
func projects(archive *txtar.Archive) (names []string) {
	for _, f := range archive.Files {
		if name, _, _ := strings.Cut(f.Name, "/"); !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}

// compare builds a project before and after the suggestions that reorder its layers, each alone and
// all together. It returns how many changed Dockerfiles it built.
func compare(b *builder, dir, name string, archive *txtar.Archive) (suggestions int, err error) {
	var source []byte
	for _, f := range archive.Files {
		inside, ok := strings.CutPrefix(f.Name, name+"/")
		if !ok {
			continue
		}
		if inside == "Dockerfile" {
			source = f.Data
		}
		target := filepath.Join(dir, filepath.FromSlash(inside))
		if err := os.MkdirAll(filepath.Dir(target), 0o755); err != nil { //nolint:gosec // a build context
			return 0, err
		}
		if err := os.WriteFile(target, f.Data, 0o644); err != nil { //nolint:gosec // a build context
			return 0, err
		}
	}
	texts := suggested(source, dir)
	if len(texts) == 0 {
		return 0, errors.New("no suggestion reorders the layers, so there's nothing to compare")
	}
	before, err := b.build(dir, source)
	if err != nil {
		return 0, fmt.Errorf("original: %w", err)
	}
	for i, text := range texts {
		after, err := b.build(dir, text)
		if err != nil {
			return 0, fmt.Errorf("changed: %w\n%s", err, text)
		}
		if d := before.difference(after); d != "" {
			return 0, fmt.Errorf("the image differs: %s\n%s", d, texts[i])
		}
	}
	return len(texts), nil
}

// suggested returns the Dockerfile with each suggestion that reorders its layers and, if there are
// several, with all of them.
func suggested(source []byte, dir string) (texts [][]byte) {
	settings := config.Default(rules.All)
	// Rules that change the image on purpose are off.
	settings.Severities = map[string]lint.Severity{}
	for _, r := range rules.All {
		if !r.Rebuilds {
			settings.Severities[r.ID] = lint.Off
		}
	}
	plan := fix.New(dockerfile.Parse("Dockerfile", source), facts.Gather(os.DirFS(dir), nil, time.Time{}, nil), settings, lint.Review)
	var chosen []int
	for i, s := range plan.Suggestions {
		if s.Rebuilds {
			chosen = append(chosen, i)
			texts = append(texts, plan.Apply(i))
		}
	}
	if len(chosen) > 1 {
		texts = append(texts, plan.Apply(chosen...))
	}
	return texts
}

// managers lists the programs that the script replaces.
var managers = []string{"apt-get", "apk", "pip", "npm", "yarn", "pnpm", "go", "bundle", "gem", "mvn", "make", "useradd", "curl"}

// makeBase writes the files of the base image.
func makeBase(dir, manager string) error {
	busybox, err := exec.LookPath("busybox")
	if err != nil {
		return errors.New("busybox is not on PATH: apt-get install busybox-static")
	}
	for _, folder := range []string{"usr/bin", "usr/local/bin", "usr/local/lib", "usr/share", "etc/apt", "tmp", "root", "home", "var/lib", "var/log", "opt", "srv"} {
		if err := os.MkdirAll(filepath.Join(dir, folder), 0o755); err != nil { //nolint:gosec // of an image
			return err
		}
	}
	if err := os.Symlink("usr/bin", filepath.Join(dir, "bin")); err != nil {
		return err
	}
	program, err := os.ReadFile(busybox)
	if err != nil {
		return err
	}
	script, err := os.ReadFile(manager)
	if err != nil {
		return err
	}
	files := map[string][]byte{"usr/bin/busybox": program, "etc/passwd": []byte("root:x:0:0:root:/root:/bin/sh\n"), "etc/group": []byte("root:x:0:\n")}
	for _, name := range managers {
		files["usr/local/bin/"+name] = script
	}
	for name, data := range files {
		mode := os.FileMode(0o644)
		if path.Base(path.Dir(name)) == "bin" {
			mode = 0o755
		}
		if err := os.WriteFile(filepath.Join(dir, name), data, mode); err != nil {
			return err
		}
	}
	list, err := exec.Command(busybox, "--list").Output()
	if err != nil {
		return fmt.Errorf("busybox --list: %w", err)
	}
	for _, applet := range strings.Fields(string(list)) {
		if applet == "busybox" || slices.Contains(managers, applet) {
			continue
		}
		if err := os.Symlink("busybox", filepath.Join(dir, "usr/bin", applet)); err != nil {
			return err
		}
	}
	return nil
}
