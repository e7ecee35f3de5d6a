// Command bench compares Drydock with its limit, BuildKit's own pass over the same files, and with a
// peer if one is installed. It measures whole processes in one run, several times in turn. It shows
// ratios of the medians, since absolute times depend on the machine.
//
//	go run ./internal/bench -corpus DIR [-peer tally] [-docs docs/performance.md]
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/drydock-dev/drydock/internal/figures"
)

func main() {
	var b bench
	flag.StringVar(&b.drydock, "drydock", "bin/drydock", "the built program")
	flag.StringVar(&b.peer, "peer", "", "program of the peer, tally; if empty, the peer isn't measured")
	flag.StringVar(&b.before, "before", "", "an earlier build of the program; if empty, there is no comparison with it")
	flag.IntVar(&b.runs, "runs", 3, "how many times to run each command")
	corpus := flag.String("corpus", "", "folder of Dockerfiles")
	page := flag.String("docs", "", "page whose figures to replace; the plot is written next to it")
	list := flag.String("limit", "", "only run BuildKit's pass over the files that this file lists")
	workers := flag.Int("workers", 1, "with -limit: how many files to read at a time")
	loads := flag.Bool("compose", false, "with -limit: load the files with compose-go instead")
	flag.Parse()
	err := func() error {
		if *list != "" && *loads {
			return loadAll(*list)
		}
		if *list != "" {
			return passThrough(*list, *workers)
		}
		return b.run(*corpus, *page)
	}()
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func (b *bench) run(corpus, page string) error {
	files, err := filepath.Glob(filepath.Join(corpus, "*ockerfile*"))
	if err != nil || len(files) == 0 {
		return fmt.Errorf("no Dockerfile in %q; name a folder with CORPUS=", corpus)
	}
	if b.drydock, err = filepath.Abs(b.drydock); err != nil {
		return err
	}
	if b.dir, err = os.MkdirTemp("", "drydock-bench-*"); err != nil {
		return err
	}
	defer os.RemoveAll(b.dir)
	b.settings = filepath.Join(b.dir, "drydock.yaml")
	if err := os.WriteFile(b.settings, []byte("rules: {run-shellcheck: \"off\"}\n"), 0o600); err != nil {
		return err
	}
	if files, err = b.copyOf(files, "corpus"); err != nil {
		return err
	}
	composeTable := func([]string) (string, error) { return b.composeTable(filepath.Join(filepath.Dir(corpus), "compose")) }
	sections := []func([]string) (string, error){b.beforeTable, b.corpusTable, composeTable, b.peerTable, b.oneFile, b.inRepository, b.growthInFiles, b.growthInLength, b.growthInSuggestions}
	var out strings.Builder
	for _, section := range sections {
		text, err := section(files)
		if err != nil {
			return err
		}
		if text == "" {
			continue
		}
		fmt.Println(text)
		out.WriteString(text + "\n")
	}
	if page == "" {
		return nil
	}
	plot, err := b.plot()
	if err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(filepath.Dir(page), "growth.svg"), plot, 0o644); err != nil {
		return err
	}
	return figures.Replace(page, "make bench", out.String())
}
