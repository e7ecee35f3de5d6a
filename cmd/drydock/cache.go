package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"time"

	"github.com/drydock-dev/drydock/bot/local"
	"github.com/drydock-dev/drydock/cache"
	"github.com/drydock-dev/drydock/facts"
	"github.com/drydock-dev/drydock/files"
	"github.com/drydock-dev/drydock/fix"
	"github.com/drydock-dev/drydock/lint"
	"github.com/drydock-dev/drydock/lint/config"
	"github.com/drydock-dev/drydock/report"
	"github.com/drydock-dev/drydock/shellcheck"
	"github.com/drydock-dev/drydock/syntax/dockerfile"
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
	source, err := files.Read(c.Path, syntaxLimit)
	if err != nil {
		return fmt.Errorf("%s: %w", c.Path, err)
	}
	settings, err := readSettings("")
	if err != nil {
		return err
	}
	place, err := findPlace(c.Path, c.Commits > 0)
	if err != nil {
		return err
	}
	var costs map[string]float64
	if c.Costs != "" {
		if costs, err = readCosts(c.Costs); err != nil {
			return err
		}
	}
	file := dockerfile.Parse(place.name, source)
	if file.Err != nil {
		return fmt.Errorf("%s: %w", c.Path, file.Err)
	}
	commits := place.commits[:min(len(place.commits), max(c.Commits, 0))]
	build := func(f *dockerfile.File) *cache.Rebuild {
		known := place.known.CacheFacts(f)
		known.Costs = costs
		if len(commits) > 0 {
			return cache.Replay(f, known, commits)
		}
		return cache.Estimate(f, known)
	}
	change := cache.Change{Before: build(file)}
	if cheaper := cheaperText(file, place.known, settings); cheaper != nil {
		change.After = build(file.ReparseFile(cheaper))
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
	dir     string // the tree's folder on disk
	known   *facts.Facts
	commits []cache.Commit
}

// findPlace finds a file's repository. Without one, it uses only the file's folder. replay says that the
// history counts.
func findPlace(name string, replay bool) (place, error) {
	p := place{name: filepath.ToSlash(filepath.Base(name))}
	var history facts.History
	folder := filepath.Dir(name)
	repository, err := local.Find(context.Background(), folder)
	if err == nil {
		inside, relErr := repository.Name(name)
		if relErr != nil {
			return p, relErr
		}
		p.name, folder = inside, repository.Dir
		if replay {
			if log, err := repository.History(context.Background()); err != nil {
				warn(fmt.Sprintf("the history can't be read: %v; how often files change is estimated", err))
			} else {
				p.commits, history = log.Commits, log
			}
		}
	} else if !errors.Is(err, local.ErrNoRepository) {
		return p, err
	}
	p.dir = folder
	tree, err := files.OpenTree(folder)
	if err != nil {
		return p, err
	}
	p.known = facts.Gather(tree, history, time.Now(), shellcheck.Default())
	p.name = path.Clean(p.name)
	return p, nil
}

// cheaperText returns a file's text with the suggestions that make builds cheaper, nil if there are
// none.
func cheaperText(file *dockerfile.File, known *facts.Facts, settings config.Settings) []byte {
	plan := fix.New(file, known, settings, lint.Review)
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
		return nil, fmt.Errorf("--costs: %s: %w", name, files.PlainError(err))
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
		return fmt.Errorf("--svg: %s: %w", name, files.PlainError(err))
	}
	defer f.Close()
	if err := report.LayersSVG(f, path, change); err != nil {
		return fmt.Errorf("--svg: %s: %w", name, err)
	}
	return f.Close()
}
