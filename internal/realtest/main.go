// Command realtest builds small projects with a real BuildKit and the real package managers, as they are,
// with the safe suggestions and with all, starts them, and compares. A project of which a
// suggestion makes something worse fails, by its name.
//
// It needs root, runc, mmdebstrap, npm, and a buildkitd on PATH. Base images are made from Debian's
// packages. The package managers in them are set up as those of this machine are. What was measured is kept in the
// work folder: a second run measures only what changed.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"syscall"
	"time"

	"github.com/drydock-dev/drydock/internal/figures"
)

func main() {
	var r run
	flag.StringVar(&r.data, "data", "internal/realtest/testdata", "folder with the projects and the base images")
	flag.StringVar(&r.dir, "dir", "bin/realtest", "folder to work in. It keeps base images, caches and results")
	flag.StringVar(&r.subset, "subset", "", "ci for the projects that CI builds; all if empty")
	flag.IntVar(&r.parallel, "parallel", 3, "how many projects are measured at once")
	flag.IntVar(&r.builds, "builds", 1, "how many of them build at once, while others only watch their programs. More than one makes the times useless")
	flag.StringVar(&r.page, "docs", "", "page to write the table into")
	flag.DurationVar(&r.limit, "limit", 2*time.Hour, "time limit")
	flag.Parse()
	r.only = flag.Args()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	ctx, cancel := context.WithTimeout(ctx, r.limit)
	defer cancel()
	err := r.run(ctx)
	if err == nil {
		return
	}
	fmt.Fprintln(os.Stderr, "realtest:", err)
	if lacks := (*lacking)(nil); errors.As(err, &lacks) && os.Getenv("CI") == "" {
		return // a laptop may lack it, CI may not
	}
	os.Exit(1)
}

// lacking says that this machine can't build any of the projects.
type lacking struct {
	err      error
	projects int
}

func (l *lacking) Error() string {
	return fmt.Sprintf("%d projects were not built: %v", l.projects, l.err)
}

func (l *lacking) Unwrap() error { return l.err }

// run is one run of the command.
type run struct {
	data, dir, subset, page string
	parallel, builds        int
	limit                   time.Duration
	only                    []string
}

func (r *run) run(ctx context.Context) (err error) {
	projects, err := r.projects()
	if err != nil {
		return err
	}
	if err := mayRun(); err != nil {
		return &lacking{err, len(projects)}
	}
	if r.dir, err = filepath.Abs(r.dir); err != nil {
		return err
	}
	if err := os.MkdirAll(r.dir, 0o755); err != nil { //nolint:gosec // build contexts
		return err
	}
	stop, err := serve(projects)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, stop()) }()
	addr, end, err := startDaemon(ctx, r.dir)
	if err != nil {
		return &lacking{err, len(projects)}
	}
	defer func() { err = errors.Join(err, end()) }()
	begun := time.Now()
	outcomes, err := (&bench{dir: r.dir, addr: addr, data: r.data, builds: make(turns, r.builds)}).measure(ctx, projects, r.parallel)
	if err != nil {
		return &lacking{err, len(projects)}
	}
	text := table(outcomes, begun)
	fmt.Printf("\n%s\n%d projects in %s.\n", text, len(outcomes), time.Since(begun).Round(time.Second))
	if r.page != "" && len(outcomes) == len(projects) {
		if err := figures.Replace(r.page, "make test-real", text); err != nil {
			return err
		}
	}
	if len(outcomes) < len(projects) {
		return fmt.Errorf("%d of %d projects weren't measured: %w", len(projects)-len(outcomes), len(projects), context.Cause(ctx))
	}
	return failures(outcomes)
}

// projects returns the projects that this run is about.
func (r *run) projects() ([]*project, error) {
	archives, err := filepath.Glob(filepath.Join(r.data, "projects", "*.txtar"))
	if err != nil {
		return nil, err
	}
	all, err := readProjects(archives...)
	if err != nil {
		return nil, err
	}
	chosen := slices.DeleteFunc(all, func(p *project) bool {
		return r.subset == "ci" && !p.test.CI || len(r.only) > 0 && !slices.Contains(r.only, p.name)
	})
	if len(chosen) == 0 {
		return nil, fmt.Errorf("no project of %s is meant", r.data)
	}
	return chosen, nil
}

// mayRun says what a machine lacks to build and start the projects.
func mayRun() error {
	if os.Getuid() != 0 {
		return errors.New("this needs root")
	}
	for _, program := range []string{"runc", "mmdebstrap", "npm", "buildkitd"} {
		if err := onPath(program); err != nil {
			return err
		}
	}
	return mayUnshare()
}
