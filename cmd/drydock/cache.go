package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path"
	"path/filepath"

	"github.com/drydock-dev/drydock/bot/local"
	"github.com/drydock-dev/drydock/cache"
	"github.com/drydock-dev/drydock/fix"
	"github.com/drydock-dev/drydock/report"
	"github.com/drydock-dev/drydock/rules"
	"github.com/drydock-dev/drydock/syntax"
)

type cacheCmd struct {
	Path    string `arg:"" optional:"" help:"A Dockerfile." default:"Dockerfile"`
	Commits int    `help:"Replay the repository's last N commits. With 0, estimate by kind of file." default:"200" placeholder:"N"`
	Costs   string `help:"Use times from a build log: docker buildx build --progress=rawjson 2>FILE." placeholder:"FILE"`
	SVG     string `help:"Also write a picture to FILE." placeholder:"FILE"`
	Mermaid bool   `help:"Print a Mermaid chart instead of the table."`
}

// Run shows what builds of a Dockerfile cost, layer by layer: now, and with the suggestions that
// make them cheaper.
func (c *cacheCmd) Run() error {
	source, err := readFile(c.Path, syntaxLimit)
	if err != nil {
		return fmt.Errorf("%s: %w", c.Path, err)
	}
	place, err := findPlace(c.Path)
	if err != nil {
		return err
	}
	var costs map[string]float64
	if c.Costs != "" {
		if costs, err = readCosts(c.Costs); err != nil {
			return err
		}
	}
	file := syntax.Parse(place.name, source)
	if file.Err != nil {
		return fmt.Errorf("%s: %w", c.Path, file.Err)
	}
	if c.Commits <= 0 {
		place.ctx.History = nil
	}
	commits := place.commits[:min(len(place.commits), max(c.Commits, 0))]
	build := func(f *syntax.File) *cache.Rebuild {
		known := rules.CacheFacts(f, place.ctx)
		known.Costs = costs
		if len(commits) > 0 {
			return cache.Replay(f, known, commits)
		}
		return cache.Estimate(f, known)
	}
	change := cache.Change{Before: build(file)}
	if cheaper := cheaperText(file, place.ctx); cheaper != nil {
		change.After = build(file.Reparse(cheaper))
	}
	if c.SVG != "" {
		if err := writePicture(c.SVG, c.Path, change); err != nil {
			return err
		}
	}
	if c.Mermaid && change.After != nil {
		fmt.Println(report.Mermaid(change))
		return nil
	}
	return report.Layers(os.Stdout, c.Path, change)
}

// syntaxLimit is the maximum length of a Dockerfile, in bytes.
const syntaxLimit = 1 << 20

// place is a Dockerfile's name in its repository, and the facts known about it.
type place struct {
	name    string
	ctx     rules.Context
	commits []cache.Commit
}

// findPlace finds a file's repository. Without one, it uses only the file's folder.
func findPlace(name string) (place, error) {
	p := place{name: filepath.ToSlash(filepath.Base(name)), ctx: rules.Context{Settings: rules.DefaultSettings()}}
	folder := filepath.Dir(name)
	repository, err := local.Find(context.Background(), folder)
	if err == nil {
		inside, relErr := repository.Name(name)
		if relErr != nil {
			return p, relErr
		}
		p.name, folder = inside, repository.Dir
		history, err := repository.History(context.Background())
		if err != nil {
			return p, err
		}
		p.ctx.History, p.commits = history, history.Commits
	} else if !errors.Is(err, local.ErrNoRepository) {
		return p, err
	}
	tree, err := openTree(folder)
	if err != nil {
		return p, err
	}
	p.ctx.Tree = tree
	p.name = path.Clean(p.name)
	return p, nil
}

// cheaperText returns a file's text with the suggestions that make builds cheaper, nil if there are
// none.
func cheaperText(file *syntax.File, ctx rules.Context) []byte {
	plan := fix.New(file, ctx, rules.Review)
	var chosen []int
	for i, s := range plan.Suggestions {
		if s.Rebuilds {
			chosen = append(chosen, i)
		}
	}
	if len(chosen) == 0 {
		return nil
	}
	return plan.Apply(chosen...)
}

func readCosts(name string) (map[string]float64, error) {
	log, err := os.Open(name)
	if err != nil {
		return nil, fmt.Errorf("--costs: %s: %w", name, plainError(err))
	}
	defer log.Close()
	costs, err := cache.ReadCosts(log)
	if err != nil {
		return nil, fmt.Errorf("--costs: %s: %w", name, err)
	}
	if len(costs) == 0 {
		return nil, fmt.Errorf("--costs: %s: the log has no build step that ran", name)
	}
	return costs, nil
}

func writePicture(name, path string, change cache.Change) error {
	f, err := os.Create(name)
	if err != nil {
		return fmt.Errorf("--svg: %s: %w", name, plainError(err))
	}
	defer f.Close()
	if err := report.LayersSVG(f, path, change); err != nil {
		return fmt.Errorf("--svg: %s: %w", name, err)
	}
	return f.Close()
}
