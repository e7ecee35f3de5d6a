// Command rulepages writes the generated documentation:
//
//   - docs/rules: a page for each rule, from its text and its first test case, and an index
//   - docs/suggestions.md: the table of all fixes
//   - docs/coverage.md: other linters' rules and ours
//   - docs/drydock.schema.json: the JSON Schema of the settings
//
// With -check it writes nothing, and fails if a page is stale.
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
	"github.com/drydock-dev/drydock/lint"
	"github.com/drydock-dev/drydock/lint/config"
	"github.com/drydock-dev/drydock/report"
	"github.com/drydock-dev/drydock/rules"
)

func main() {
	check := flag.Bool("check", false, "write nothing; fail if a page is stale")
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
			schema, err := config.Schema(rules.All)
			return string(schema) + "\n", err
		}, *check)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "rulepages:", err)
		os.Exit(1)
	}
}

// makePages returns the pages of docs/rules by file name.
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

// casesOf returns the name of the file with a rule's cases, which lies beside the rule.
func casesOf(r *lint.Rule) (string, error) {
	for _, dir := range []string{"rules/*", "lint", "lint/config"} {
		found, err := filepath.Glob(filepath.Join(dir, r.FileName()+".txtar"))
		if err != nil || len(found) > 0 {
			return strings.Join(found, ""), err
		}
	}
	return "", fmt.Errorf("%s has no cases", r.ID)
}

// example returns the first case of a rule's tests, and its fixed form if there is one.
func example(r *lint.Rule) (e report.Example, err error) {
	cases, err := casesOf(r)
	if err != nil {
		return e, err
	}
	archive, err := txtar.ParseFile(cases)
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
			e.Before, e.Language = string(f.Data), kinds.Language(kind)
		}
	}
	return e, nil
}

// sync writes pages into a folder and deletes all other files. With check it only returns an
// error if the folder differs.
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
			return fmt.Errorf("%s belongs to no rule: run make docs", filepath.Join(dir, e.Name()))
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

// syncMade writes the text that a function makes into a file, as syncFile does.
func syncMade(path string, make func() (string, error), check bool) error {
	text, err := make()
	if err != nil {
		return err
	}
	return syncFile(path, text, check)
}

// syncFile writes a text into a file. With check it only returns an error if the file differs.
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

// suggestions is the hand-written part of docs/suggestions.md.
//
//go:embed suggestions.md
var suggestions string
