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

// composeTable compares the passes over Compose files with compose-go's own load of
// them. dir is a folder with such files, beside that of the Dockerfiles.
func (b *bench) composeTable(dir string) (string, error) {
	found, err := filepath.Glob(filepath.Join(dir, "*.y*ml"))
	if err != nil || len(found) == 0 {
		return "There are no Compose files beside the Dockerfiles: not measured.\n", err
	}
	var files []string
	for i, name := range found { // under the name that Compose files have
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

// loadAll has compose-go load each of the Compose files that a file lists.
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
		_ = compose.Load(source) // what it says is not looked at
	}
	return nil
}
