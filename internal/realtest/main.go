// Command realtest builds small projects with a real BuildKit and the real package managers, as they are,
// with the safe suggestions and with all, starts them, and compares. It prints a table.
//
// It needs root, runc, mmdebstrap, and a buildkitd on PATH. Base images are made from Debian's
// packages. The package managers in them are set up as those of this machine are.
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
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
	"github.com/drydock-dev/drydock/measure"
	"github.com/drydock-dev/drydock/rules"
	"github.com/drydock-dev/drydock/syntax/dockerfile"
)

func main() {
	projects := flag.String("projects", "internal/realtest/testdata/projects.txtar", "txtar archive of the projects")
	bases := flag.String("bases", "internal/realtest/testdata/bases.txtar", "txtar archive of the base images")
	dir := flag.String("dir", "", "folder to work in, which keeps the base images; a temporary one if empty")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, *projects, *bases, *dir, flag.Args()); err != nil {
		fmt.Fprintln(os.Stderr, "realtest:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, projects, bases, dir string, only []string) error {
	archive, err := txtar.ParseFile(projects)
	if err != nil {
		return err
	}
	if dir == "" {
		if dir, err = os.MkdirTemp("", "realtest"); err != nil {
			return err
		}
		defer os.RemoveAll(dir)
	}
	b, err := measure.Open(ctx, "", dir)
	if err != nil {
		return err
	}
	defer b.Close()
	images, err := makeBases(ctx, b, dir, bases)
	if err != nil {
		return err
	}
	worse := 0
	for _, p := range readProjects(archive) {
		if len(only) > 0 && !slices.Contains(only, p.name) {
			continue
		}
		folder := filepath.Join(dir, "projects", p.name)
		if err := p.write(folder); err != nil {
			return err
		}
		source := measure.Source{Context: folder, Bases: images, Args: p.meta.Args}
		results := b.Measure(ctx, measure.Runc{Dir: dir}, measure.Project{Source: source, Edited: p.meta.Edit, Volumes: p.meta.Volumes}, p.variants(folder))
		for _, r := range results {
			fmt.Println(row(p.name, r))
			if r.Worse != "" {
				worse++
			}
		}
		if ctx.Err() != nil {
			return ctx.Err()
		}
	}
	if worse > 0 {
		return fmt.Errorf("%d variants do worse than the file as it is", worse)
	}
	return nil
}

func row(name string, r measure.Result) string {
	if r.Err != nil {
		text := strings.ReplaceAll(r.Err.Error(), "\n", " ")
		return fmt.Sprintf("| %s | %s | %s | %s |", name, r.Name, r.Worse, text[max(0, len(text)-900):])
	}
	state := "ends " + fmt.Sprint(r.Start.ExitCode)
	if r.Start.Stays {
		state = "stays"
	}
	last := ""
	if r.Worse != "" {
		last = strings.ReplaceAll(r.Start.Output, "\n", " ")
		last = last[max(0, len(last)-300):]
	}
	return fmt.Sprintf("| %s | %s | %.0f MB | %.0f MB | %.1f s | %.1f s | %s | %v | %s | %s |", name, r.Name, float64(r.Compressed)/1e6, float64(r.Size)/1e6,
		r.Cold.Seconds(), r.Rebuild.Seconds(), state, r.Start.Answers, r.Worse, last)
}

// variants returns the Dockerfile as it is, with the safe suggestions, with all, and with each one.
func (p *project) variants(folder string) []measure.Variant {
	known := facts.Gather(os.DirFS(folder), nil, time.Time{}, nil)
	settings := config.Default(rules.All)
	variants := []measure.Variant{{Name: "as it is", Text: p.dockerfile}}
	for _, safety := range []lint.Safety{lint.Safe, lint.Review} {
		applied, err := fix.Apply(dockerfile.Parse("Dockerfile", p.dockerfile), known, settings, safety)
		if err == nil && applied.Changed() && !slices.ContainsFunc(variants, func(v measure.Variant) bool { return string(v.Text) == string(applied.Text) }) {
			variants = append(variants, measure.Variant{Name: string(safety), Text: applied.Text})
			_ = os.WriteFile(filepath.Join(folder, "..", p.name+"."+string(safety)), applied.Text, 0o600)
		}
	}
	return variants
}

