package main

import (
	"fmt"
	"os"
	"path/filepath"
	"sort"

	"github.com/drydock-dev/drydock/cache"
	"github.com/drydock-dev/drydock/effects"
	"github.com/drydock-dev/drydock/syntax"
)

func main() {
	files, _ := filepath.Glob("../shared/corpus/dockerfiles/*")
	reasons := map[string]int{}
	var total, blocked, perfect float64
	n := 0
	for _, f := range files {
		src, _ := os.ReadFile(f)
		file := syntax.Parse("Dockerfile", src)
		if file.Err != nil {
			continue
		}
		for _, st := range file.Stages {
			m := cache.New(st, cache.Facts{})
			w := m.Expected(m.AsWritten())
			total += w
			// bound: all COPY from context at the very end
			var order cache.Order
			var copies cache.Order
			for i := range m.Steps {
				s := &m.Steps[i]
				if (s.Name == "COPY" || s.Name == "ADD") && s.New > 0.05 {
					copies = append(copies, i)
				} else {
					order = append(order, i)
				}
			}
			b := m.Expected(append(order, copies...))
			perfect += b
			best := m.Expected(m.Best(func(int) bool { return true }))
			blocked += best
			if w-best < 1 && w-b > 5 {
				n++
				for i := range m.Steps {
					s := &m.Steps[i]
					if (s.Name == "COPY" || s.Name == "ADD") && s.New > 0.05 {
						if s.Effect.Unknown != "" {
							reasons["COPY "+s.Effect.Unknown]++
						}
						for j := i + 1; j < len(m.Steps); j++ {
							r := &m.Steps[j]
							if r.Name == "RUN" && r.Effect.Class >= effects.Other && !m.Independent(i, j) {
								if r.Effect.Unknown != "" {
									reasons["RUN "+r.Effect.Unknown]++
								} else {
									reasons["dep "+r.Effect.Class.String()]++
									if len(os.Args) > 1 {
										fmt.Println(filepath.Base(f), s.Text(), "|||", r.Text())
									}
								}
								break
							}
						}
					}
				}
			}
		}
	}
	fmt.Println(total, blocked, perfect, n)
	type kv struct {
		k string
		n int
	}
	var l []kv
	for k, n := range reasons {
		l = append(l, kv{k, n})
	}
	sort.Slice(l, func(i, j int) bool { return l[i].n > l[j].n })
	for _, x := range l[:min(60, len(l))] {
		fmt.Println(x.n, x.k)
	}
}
