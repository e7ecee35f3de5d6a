package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime/debug"
	"strings"
	"time"

	"github.com/sirupsen/logrus"

	"github.com/drydock-dev/drydock/syntax/compose"
)

// composeTable compares drydock's time for the Compose files in a folder with compose-go's own load
// of them.
func (b *bench) composeTable(dir string) (string, error) {
	found, err := filepath.Glob(filepath.Join(dir, "*.y*ml"))
	if err != nil || len(found) == 0 {
		return "There are no Compose files next to the Dockerfiles, so they weren't measured.\n", err
	}
	var files []string
	for i, name := range found { // copied to a name that drydock reads as Compose
		text, err := os.ReadFile(name)
		if err != nil {
			return "", err
		}
		file := filepath.Join(b.dir, "compose", fmt.Sprint(i), "compose.yaml")
		if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
			return "", err
		}
		if err := os.WriteFile(file, text, 0o600); err != nil {
			return "", err
		}
		files = append(files, file)
	}
	limit, err := b.limit(files, 1)
	if err != nil {
		return "", err
	}
	limit.name = "compose-go's own load"
	limit.args = append(limit.args, "-compose")
	commands := []command{limit, b.check(files, "--no-suggestions"), b.check(files)}
	costs, err := b.measure(commands...)
	if err != nil {
		return "", err
	}
	t := newTable(fmt.Sprintf("%d Compose files", len(files)), "command", "time", "a file", "× compose-go's load", "memory at its peak")
	for i, c := range commands {
		t.add(c.name, ms(costs[i].wall), ms(costs[i].wall/time.Duration(len(files))), ratio(costs[i].wall, costs[0].wall), mib(costs[i].memory))
	}
	return t.String(), nil
}

// loadAll has compose-go load each Compose file in a list, one path per line.
func loadAll(list string) error {
	debug.SetGCPercent(400)
	logrus.SetOutput(io.Discard)
	text, err := os.ReadFile(list)
	if err != nil {
		return err
	}
	for path := range strings.Lines(string(text)) {
		source, err := os.ReadFile(strings.TrimSpace(path))
		if err != nil {
			return err
		}
		_ = compose.Load(source) // only the time matters
	}
	return nil
}
