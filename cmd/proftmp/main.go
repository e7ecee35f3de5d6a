package main

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime/debug"
	"runtime/pprof"
	"time"

	"github.com/drydock-dev/drydock/facts"
	"github.com/drydock-dev/drydock/fix"
	"github.com/drydock-dev/drydock/lint"
	"github.com/drydock-dev/drydock/lint/config"
	"github.com/drydock-dev/drydock/rules"
	"github.com/drydock-dev/drydock/syntax/dockerfile"
)

func main() {
	fs, _ := filepath.Glob("/work/shared/corpus/dockerfiles/*")
	f, _ := os.Create("/tmp/c.i.prof")
	pprof.StartCPUProfile(f)
	debug.SetGCPercent(400)
	s := config.Default(rules.All)
	t := time.Now()
	for i, p := range fs {
		if i%3 != 0 {
			continue
		}
		src, _ := os.ReadFile(p)
		known := facts.Gather(os.DirFS(filepath.Dir(p)), nil, time.Now(), nil)
		if os.Getenv("NOTREE") != "" {
			known = facts.Gather(nil, nil, time.Now(), nil)
		}
		fix.New(dockerfile.Parse(filepath.Base(p), src), known, s, lint.Review)
	}
	pprof.StopCPUProfile()
	fmt.Println(time.Since(t))
}
