// Command profile plans the suggestions for a folder of Dockerfiles and writes the processor's profile.
// The Go compiler optimises the program by it: see `make profile` and https://go.dev/doc/pgo.
package main

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"runtime/pprof"
	"slices"
	"time"

	"github.com/drydock-dev/drydock/facts"
	"github.com/drydock-dev/drydock/files"
	"github.com/drydock-dev/drydock/fix"
	"github.com/drydock-dev/drydock/lint"
	"github.com/drydock-dev/drydock/lint/config"
	"github.com/drydock-dev/drydock/rules"
)

func main() {
	corpus := flag.String("corpus", "", "folder of Dockerfiles")
	out := flag.String("o", "cmd/drydock/default.pgo", "file to write")
	flag.Parse()
	if err := run(*corpus, *out); err != nil {
		fmt.Fprintln(os.Stderr, "profile:", err)
		os.Exit(1)
	}
}

func run(corpus, out string) error {
	paths, err := filepath.Glob(filepath.Join(corpus, "*"))
	if err != nil {
		return err
	}
	tree, err := files.OpenTree(corpus)
	if err != nil {
		return err
	}
	f, err := os.Create(out)
	if err != nil {
		return err
	}
	defer f.Close()
	if err := pprof.StartCPUProfile(f); err != nil {
		return err
	}
	defer pprof.StopCPUProfile()
	settings := config.Default(rules.All)
	for err := range files.InParallel(slices.Values(paths), func(path string) error {
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		known := facts.Gather(tree, nil, time.Now(), nil)
		fix.New(known.Parse(path, filepath.Base(path), text), known, settings, lint.Review)
		return nil
	}) {
		if err != nil {
			return err
		}
	}
	return nil
}
