package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"

	"github.com/aymanbagabas/go-udiff"

	"github.com/drydock-dev/drydock/fix"
	"github.com/drydock-dev/drydock/report"
	"github.com/drydock-dev/drydock/rules"
)

type fixCmd struct {
	inputFlags
	All  bool `help:"Apply the suggestions that are for review as well."`
	Diff bool `help:"Print the changes instead of writing them."`
}

// Run applies suggestions in place. Standard input is written to standard
// output.
func (c *fixCmd) Run() error {
	settings, err := c.settings()
	if err != nil {
		return err
	}
	most := rules.Safe
	if c.All {
		most = rules.Review
	}
	files, err := c.look(settings, suggesting(most))
	if err != nil {
		return err
	}
	changed, failed := 0, false
	for _, f := range files {
		if f.Err == nil {
			n, err := c.applyTo(f, settings, most)
			f.Err = err
			changed += n
		}
		if f.Err != nil {
			fmt.Fprintf(os.Stderr, "drydock: %s: %v\n", f.Path, f.Err)
			failed = true
		}
	}
	if !c.Diff {
		fmt.Fprintf(os.Stderr, "drydock: %d of %s changed\n", changed, report.Plural(len(files), "file"))
	}
	if failed {
		return exitError{code: exitFailure}
	}
	return nil
}

// applyTo applies a file's suggestions and returns 1 if that changed it.
func (c *fixCmd) applyTo(f report.File, settings rules.Settings, most rules.Safety) (int, error) {
	name, tree, done := locate(f.Path)
	defer done()
	old := f.Plan.File.Source
	text, applied := fix.Rest(f.Plan, rules.Context{Settings: settings, Tree: tree}, most)
	switch {
	case c.Diff:
		fmt.Print(udiff.Unified("a/"+name, "b/"+name, string(old), string(text)))
	case f.Path == "-":
		_, err := os.Stdout.Write(text)
		return 0, err
	case applied > 0:
		if err := replaceFile(filepath.FromSlash(f.Path), old, text); err != nil {
			return 0, err
		}
		fmt.Printf("%s: %s applied\n", f.Path, report.Plural(applied, "suggestion"))
	}
	return min(applied, 1), nil
}

// replaceFile puts a new text in the place of an old one: it is written beside
// the file and renamed over it, so that whatever happens the file has one text
// or the other. The mode stays. A symbolic link, and a file that no longer has
// the old text, are left alone with an error.
func replaceFile(path string, old, text []byte) (err error) {
	info, err := os.Lstat(path)
	if err != nil {
		return plainError(err)
	}
	if !info.Mode().IsRegular() {
		return fmt.Errorf("not a regular file: name the file that the link leads to")
	}
	if info.Mode().Perm()&0o200 == 0 {
		return fmt.Errorf("the file is read-only")
	}
	temp, err := os.CreateTemp(filepath.Dir(path), ".drydock-*")
	if err != nil {
		return plainError(err)
	}
	defer func() {
		if err != nil {
			temp.Close()
			os.Remove(temp.Name())
			err = plainError(err)
		}
	}()
	if _, err = temp.Write(text); err != nil {
		return err
	}
	if err = temp.Chmod(info.Mode().Perm()); err != nil {
		return err
	}
	if err = temp.Sync(); err != nil {
		return err
	}
	if err = temp.Close(); err != nil {
		return err
	}
	now, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	if !bytes.Equal(now, old) {
		return fmt.Errorf("the file was changed meanwhile; run drydock again")
	}
	return os.Rename(temp.Name(), path)
}
