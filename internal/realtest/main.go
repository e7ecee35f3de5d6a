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
	"os/exec"
	"os/signal"
	"path/filepath"
	"slices"
	"syscall"
	"time"

	"github.com/drydock-dev/drydock/internal/figures"
	"github.com/drydock-dev/drydock/measure"
)

func main() {
	var r run
	flag.StringVar(&r.data, "data", "internal/realtest/testdata", "folder with the projects and the base images")
	flag.StringVar(&r.dir, "dir", "bin/realtest", "folder to work in. It keeps base images, caches and results")
	flag.StringVar(&r.subset, "subset", "", "ci for the projects that CI builds; all if empty")
	flag.IntVar(&r.parallel, "parallel", 3, "how many projects are measured at once")
	flag.IntVar(&r.builds, "builds", 1, "how many of them build at once, while others only watch their programs. With more than one, the times are useless: builds share the processors, and what is cached isn't built for its time")
	flag.StringVar(&r.page, "docs", "", "page to write the table into")
	flag.DurationVar(&r.limit, "limit", 2*time.Hour, "time limit")
	flag.Parse()
	r.only = flag.Args()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	err := r.run(ctx)
	if err == nil {
		return
	}
	fmt.Fprintln(os.Stderr, "realtest:", err)
	if lacks := (*lacking)(nil); errors.As(err, &lacks) && ctx.Err() == nil && os.Getenv("CI") == "" {
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

func (r *run) run(ctx context.Context) error {
	if r.page != "" && (r.subset != "" || len(r.only) > 0) {
		return errors.New("the page's figures are those of all projects")
	}
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
	begun := time.Now()
	outcomes, err := r.measure(ctx, projects)
	text := table(outcomes, begun)
	fmt.Printf("\n%s\n%d of %d projects in %s.\n", text, len(outcomes), len(projects), time.Since(begun).Round(time.Second))
	if err != nil {
		return err
	}
	if r.page != "" {
		if err := figures.Replace(r.page, "make test-real", text); err != nil {
			return err
		}
	}
	return failures(outcomes)
}

// measure measures projects. It returns those that it came to; the error says why there are more.
func (r *run) measure(ctx context.Context, projects []*project) (outcomes []*outcome, err error) {
	ctx, cancel := measure.Limits{Time: r.limit, KeepFree: measure.DefaultKeepFree}.With(ctx, r.dir)
	defer cancel()
	stop, err := serve(projects)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, stop()) }()
	addr, end, err := startDaemon(ctx, r.dir)
	if err != nil {
		return nil, &lacking{err, len(projects)}
	}
	defer func() { err = errors.Join(err, end()) }()
	b := &bench{dir: r.dir, addr: addr, data: r.data, builds: make(turns, r.builds)}
	if outcomes, err = b.measure(ctx, projects, r.parallel); err != nil {
		return outcomes, &lacking{err, len(projects)}
	}
	if left := len(projects) - len(outcomes); left > 0 {
		return outcomes, fmt.Errorf("%d projects weren't measured: %w", left, context.Cause(ctx))
	}
	return outcomes, nil
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
	return nil
}

func onPath(program string) error {
	if _, err := exec.LookPath(program); err != nil {
		return fmt.Errorf("this needs %s on PATH", program)
	}
	return nil
}
