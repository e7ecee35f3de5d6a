// Command rulepages writes docs/rules, a page for each rule, made from its
// text and the first case of its tests, and indexes; the table of all fixes in
// docs/suggestions.md; docs/coverage.md, other linters' rules against ours; and
// the settings' JSON Schema. With -check it writes nothing and fails when a page
// is stale.
package main

import (
	"bytes"
	_ "embed"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/tools/txtar"

	"github.com/drydock-dev/drydock/kinds"
	"github.com/drydock-dev/drydock/report"
	"github.com/drydock-dev/drydock/rules"
	"github.com/drydock-dev/drydock/syntax"
)

func main() {
	check := flag.Bool("check", false, "fail when a page is stale")
	flag.Parse()
	pages, err := makePages()
	if err == nil {
		err = sync("docs/rules", pages, *check)
	}
	if err == nil {
		err = syncFile("docs/suggestions.md", suggestions+fixTable(), *check)
	}
	if err == nil {
		err = syncMade("docs/coverage.md", coverage, *check)
	}
	if err == nil {
		err = syncMade("docs/drydock.schema.json", func() (string, error) {
			schema, err := rules.Schema()
			return string(schema) + "\n", err
		}, *check)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "rulepages:", err)
		os.Exit(1)
	}
}

// makePages returns the pages by file name.
func makePages() (map[string]string, error) {
	pages := map[string]string{"README.md": index()}
	for _, r := range rules.All {
		e, err := example(r)
		if err != nil {
			return nil, err
		}
		pages[r.ID+".md"] = report.RulePage(r, e)
	}
	return pages, nil
}

// languages are those of fences, by the kind of file.
var languages = map[syntax.Kind]string{
	syntax.Dockerfile: "dockerfile", syntax.Compose: "yaml", syntax.ShellScript: "sh", syntax.Makefile: "makefile", syntax.Workflow: "yaml", syntax.Unit: "ini",
}

// example returns the first case of a rule's tests and its fixed form.
func example(r *rules.Rule) (e report.Example, err error) {
	archive, err := txtar.ParseFile(filepath.Join("rules", "testdata", r.ID+".txtar"))
	if err != nil {
		return e, err
	}
	first, _, _ := strings.Cut(archive.Files[0].Name, "/")
	for _, f := range archive.Files {
		dir, name, _ := strings.Cut(f.Name, "/")
		if dir != first {
			break
		}
		if name == "fixed" {
			e.After = string(f.Data)
		} else if kind, ok := kinds.Of(name); ok && r.Reads(kind) {
			e.Before, e.Language = string(f.Data), languages[kind]
		}
	}
	return e, nil
}

// sync makes a folder hold just the pages, or says how it differs.
func sync(dir string, pages map[string]string, check bool) error {
	entries, err := os.ReadDir(dir)
	if err != nil && !os.IsNotExist(err) {
		return err
	}
	for _, e := range entries {
		if _, ok := pages[e.Name()]; ok {
			continue
		}
		if check {
			return fmt.Errorf("%s is of no rule: run make docs", filepath.Join(dir, e.Name()))
		}
		if err := os.Remove(filepath.Join(dir, e.Name())); err != nil {
			return err
		}
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	for name, text := range pages {
		if err := syncFile(filepath.Join(dir, name), text, check); err != nil {
			return err
		}
	}
	return nil
}

// syncMade makes a file hold what a function makes, or says that it does not.
func syncMade(path string, make func() (string, error), check bool) error {
	text, err := make()
	if err != nil {
		return err
	}
	return syncFile(path, text, check)
}

// syncFile makes a file hold a text, or says that it does not.
func syncFile(path, text string, check bool) error {
	old, err := os.ReadFile(path)
	if err == nil && bytes.Equal(old, []byte(text)) {
		return nil
	}
	if check {
		return fmt.Errorf("%s is stale: run make docs", path)
	}
	return os.WriteFile(path, []byte(text), 0o644)
}

// suggestions is the part of docs/suggestions.md that is written by hand.
//
//go:embed suggestions.md
var suggestions string
