package main

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"

	"github.com/drydock-dev/drydock/syntax/dockerfile"
)

// corpusTable compares drydock's time for all files with BuildKit's own pass.
func (b *bench) corpusTable(files []string) (string, error) {
	limit, err := b.limit(files, 1)
	if err != nil {
		return "", err
	}
	parallel, err := b.limit(files, runtime.GOMAXPROCS(0))
	if err != nil {
		return "", err
	}
	commands := []command{limit, parallel, b.check(files, "--no-suggestions"), b.check(files), b.fix(files)}
	costs, err := b.measure(commands...)
	if err != nil {
		return "", err
	}
	t := newTable(fmt.Sprintf("%d files, %d processors", len(files), runtime.GOMAXPROCS(0)), "command", "time", "a file", "× BuildKit's pass", "× it on all processors", "memory at its peak")
	for i, c := range commands {
		t.add(c.name, ms(costs[i].wall), ms(costs[i].wall/time.Duration(len(files))), ratio(costs[i].wall, costs[0].wall), ratio(costs[i].wall, costs[1].wall), mib(costs[i].memory))
	}
	return t.String(), nil
}

// peerTable compares drydock with the peer on the files that BuildKit's parser accepts. The peer stops
// at the first file that it rejects.
func (b *bench) peerTable(files []string) (string, error) {
	if b.peer == "" {
		return "The peer wasn't measured: it isn't installed. Run `npm install @wharflab/tally-linux-x64@0.45.0`, then set PEER to its program.\n", nil
	}
	var taken []string
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			return "", err
		}
		if dockerfile.Parse(file, text).Err == nil {
			taken = append(taken, file)
		}
	}
	lint := []string{b.peer, "lint", "--slow-checks=off", "--fail-level", "none", "--format", "json"}
	commands := []command{
		b.check(taken, "--no-suggestions"), b.check(taken), {name: "tally lint", args: append(lint, taken...)},
		b.fix(taken), {name: "tally lint --fix", args: append(lint, "--fix"), fresh: func() ([]string, error) { return b.copyOf(taken, "fixed") }},
	}
	costs, err := b.measure(commands...)
	if err != nil {
		return "", err
	}
	base := map[string]cost{"tally lint": costs[0], "tally lint --fix": costs[3]}
	t := newTable(fmt.Sprintf("%d files that BuildKit takes, one process", len(taken)), "command", "time", "a file", "× drydock's time for the same")
	for i, c := range commands {
		times := ""
		if own, ok := base[c.name]; ok {
			times = ratio(costs[i].wall, own.wall)
		}
		t.add(c.name, ms(costs[i].wall), ms(costs[i].wall/time.Duration(len(taken))), times)
	}
	return t.String(), nil
}

// oneFile measures one file, longer than three quarters of all, from start to finish.
func (b *bench) oneFile(files []string) (string, error) {
	sizes := map[string]int64{}
	for _, f := range files {
		if info, err := os.Stat(f); err == nil {
			sizes[f] = info.Size()
		}
	}
	sorted := slices.SortedFunc(slices.Values(files), func(a, b string) int { return int(sizes[a] - sizes[b]) })
	file := []string{sorted[len(sorted)*3/4]}
	limit, err := b.limit(file, 1)
	if err != nil {
		return "", err
	}
	commands := []command{limit, b.check(file, "--no-suggestions"), b.check(file), b.fix(file)}
	if b.peer != "" {
		commands = append(commands, command{name: "tally lint", args: []string{b.peer, "lint", "--slow-checks=off", "--fail-level", "none", file[0]}})
	}
	costs, err := b.measure(commands...)
	if err != nil {
		return "", err
	}
	return startToFinish(fmt.Sprintf("one file of %d bytes, longer than three quarters of all", sizes[file[0]]), commands, costs), nil
}

func startToFinish(title string, commands []command, costs []cost) string {
	t := newTable(title, "command", "start to finish", "memory at its peak")
	for i, c := range commands {
		t.add(c.name, ms(costs[i].wall), mib(costs[i].memory))
	}
	return t.String()
}

// inRepository measures a Dockerfile that copies its repository. The repository has a .dockerignore, a
// Compose file, and about as many files as Drydock still looks at one by one.
func (b *bench) inRepository([]string) (string, error) {
	repository, err := os.MkdirTemp(b.dir, "repository-*")
	if err != nil {
		return "", err
	}
	file := filepath.Join(repository, "Dockerfile")
	texts := map[string]string{
		file: "FROM python:3.8\nWORKDIR /app\nENV A b\nCOPY . .\nRUN pip install -r requirements.txt\nRUN apt-get update\nRUN apt-get install -y curl\nCMD python src/0/0.py\n",
		filepath.Join(repository, ".dockerignore"):    "node_modules\n**/*.pyc\n**/__pycache__\n*.md\ndist\nbuild\n.env\n",
		filepath.Join(repository, "compose.yaml"):     "services:\n  web:\n    build: .\n  db:\n    image: postgres:16\n",
		filepath.Join(repository, "requirements.txt"): "flask==3.0.0\n",
	}
	for i := range 1900 {
		texts[filepath.Join(repository, "src", fmt.Sprint(i/100), fmt.Sprintf("%d.py", i))] = "\n"
	}
	for name, text := range texts {
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			return "", err
		}
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
			return "", err
		}
	}
	commands := []command{b.check([]string{file}, "--no-suggestions"), b.check([]string{file})}
	costs, err := b.measure(commands...)
	return startToFinish(fmt.Sprintf("one file that copies a repository of %d files", len(texts)), commands, costs), err
}

// series is one curve of the plot.
type series struct {
	name  string
	x     []float64
	costs []cost
}

// grow measures `drydock check` on inputs of growing size.
func (b *bench) grow(name, what string, sizes []int, input func(n int) ([]string, error)) (string, error) {
	s := series{name: name}
	t := newTable("growth with the "+name, what, "time", "memory at its peak")
	for _, n := range sizes {
		files, err := input(n)
		if err != nil {
			return "", err
		}
		costs, err := b.measure(b.check(files))
		if err != nil {
			return "", err
		}
		s.x, s.costs = append(s.x, float64(n)), append(s.costs, costs[0])
		t.add(fmt.Sprint(n), ms(costs[0].wall), mib(costs[0].memory))
	}
	b.series = append(b.series, s)
	return t.String(), nil
}

func (b *bench) growthInFiles(files []string) (string, error) {
	return b.grow("number of files", "files", []int{len(files) / 4, len(files) / 2, len(files), 2 * len(files), 4 * len(files)}, func(n int) ([]string, error) {
		var many []string
		for i := range n {
			// A stride near the golden ratio gives each size a similar mixture.
			many = append(many, files[i*1103%len(files)])
		}
		copies, err := b.copyOf(many, "many")
		if err != nil {
			return nil, err
		}
		return []string{filepath.Dir(copies[0])}, nil
	})
}

func (b *bench) growthInLength([]string) (string, error) {
	return b.grow("length of one file", "instructions", []int{60, 120, 240, 480, 960}, func(n int) ([]string, error) {
		return b.generated("FROM debian:12-slim\nADD a.py /\n" + strings.Repeat("RUN make && make install\n", n-2))
	})
}

func (b *bench) growthInSuggestions([]string) (string, error) {
	return b.grow("number of suggestions", "fixes", []int{15, 30, 60, 120, 240}, func(n int) ([]string, error) {
		return b.generated("FROM debian:12-slim\n" + strings.Repeat("ADD a.py /\n\n\n", n))
	})
}

func (b *bench) generated(text string) ([]string, error) {
	path := filepath.Join(b.dir, "generated.Dockerfile")
	return []string{path}, os.WriteFile(path, []byte(text), 0o644)
}

func ratio(a, b time.Duration) string { return fmt.Sprintf("%.1f", float64(a)/float64(b)) }

// ms formats a time in milliseconds, with at least two digits.
func ms(d time.Duration) string {
	v := float64(d.Microseconds()) / 1000
	switch {
	case v < 1:
		return fmt.Sprintf("%.2f ms", v)
	case v < 10:
		return fmt.Sprintf("%.1f ms", v)
	}
	return fmt.Sprintf("%.0f ms", v)
}

func mib(n int64) string { return fmt.Sprintf("%d MiB", n>>20) }

// table is a Markdown table under construction.
type table struct{ strings.Builder }

func newTable(title string, columns ...string) *table {
	t := &table{}
	t.WriteString("**" + strings.ToUpper(title[:1]) + title[1:] + "**\n\n")
	t.add(columns...)
	t.add(slices.Repeat([]string{"---"}, len(columns))...)
	return t
}

func (t *table) add(cells ...string) { t.WriteString("| " + strings.Join(cells, " | ") + " |\n") }
