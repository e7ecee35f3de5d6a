package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"sort"
	"strings"
	"sync"
	"time"

	"github.com/drydock-dev/drydock/bot"
	"github.com/drydock-dev/drydock/fix"
	"github.com/drydock-dev/drydock/kinds"
	"github.com/drydock-dev/drydock/report"
	"github.com/drydock-dev/drydock/rules"
	"github.com/drydock-dev/drydock/shellcheck"
	"github.com/drydock-dev/drydock/syntax"
)

// inputFlags select the files to check and how to check them.
type inputFlags struct {
	Paths    []string `arg:"" optional:"" help:"Files, folders, or - for standard input. Default: the current folder."`
	Config   string   `help:"Settings file. Default: drydock.yaml or .github/drydock.yaml." placeholder:"FILE"`
	Profile  string   `help:"Profile of rules: recommended, strict, security or hadolint." placeholder:"NAME"`
	Kinds    []string `help:"Kinds of files to look for in folders: dockerfile, compose, script, makefile, workflow, unit." placeholder:"NAME"`
	MaxBytes int64    `help:"Refuse files longer than N bytes." default:"1048576" placeholder:"N"`
	Today    string   `help:"Use this date instead of today, for example for a release's end of life." placeholder:"YYYY-MM-DD"`
	Debug    bool     `help:"Explain on standard error why fixes aren't shown and what couldn't be checked."`
}

// settings returns the settings from the file and the flags.
func (i *inputFlags) settings() (rules.Settings, error) {
	s, err := readSettings(i.Config)
	if err != nil {
		return s, err
	}
	return s, errors.Join(s.Override(i.Profile, "", ""), s.SetKinds(i.Kinds))
}

// readSettings reads the named settings file, or the current folder's. Without a drydock.yaml,
// hadolint's environment variables apply too.
func readSettings(name string) (rules.Settings, error) {
	used := ""
	s, err := bot.ReadSettings(name, func(name string) ([]byte, error) {
		text, err := os.ReadFile(name)
		if err == nil {
			used = name
		}
		return text, err
	})
	if err == nil && name == "" && !strings.HasSuffix(used, "drydock.yaml") {
		err = s.HadolintEnvironment(os.Getenv)
	}
	return s, err
}

// failOn returns the threshold from a --fail-on flag, or from the settings if the flag is empty.
func failOn(flag string, s rules.Settings) (rules.Severity, error) {
	if flag == "" {
		return s.FailOn, nil
	}
	return rules.ParseFailOn(flag)
}

// lookFunc checks one file.
type lookFunc func(*syntax.File, rules.Context) *fix.Plan

// suggesting returns a lookFunc that plans suggestions up to maxSafety.
func suggesting(maxSafety rules.Safety) lookFunc {
	return func(f *syntax.File, ctx rules.Context) *fix.Plan { return fix.New(f, ctx, maxSafety) }
}

// look checks the files and yields a report for each, sorted by path. With --debug, it also prints
// why suggestions are missing.
func (i *inputFlags) look(settings rules.Settings, look lookFunc) (iter.Seq[report.File], error) {
	paths, err := findFiles(i.Paths, settings)
	if err != nil {
		return nil, err
	}
	return func(yield func(report.File) bool) {
		for f := range inParallel(slices.Values(paths), func(path string) report.File { return i.lookAt(path, settings, look) }) {
			if f.Plan != nil {
				i.explain(f.Path, f.Plan.Rejected, f.Plan.Failures)
			}
			if !yield(f) {
				return
			}
		}
	}, nil
}

// explain prints, with --debug, why fixes weren't shown or applied and what couldn't be checked.
func (i *inputFlags) explain(path string, rejected []fix.Rejection, failures []string) {
	if !i.Debug {
		return
	}
	if findShellcheck() == "" {
		noteShellcheck.Do(func() {
			fmt.Fprintln(os.Stderr, "drydock: shellcheck is not on PATH; scripts are checked without it")
		})
	}
	for _, failure := range failures {
		fmt.Fprintf(os.Stderr, "%s: not checked: %s\n", path, failure)
	}
	for _, r := range rejected {
		fmt.Fprintf(os.Stderr, "%s:%d: no suggestion for %s: %s\n", path, r.Line, r.Rule, r.Reason)
	}
}

// inParallel calls do for each item and yields the results in the items' order. It runs twice as
// many calls at a time as there are processors, because some wait for the disk. It doesn't get far
// ahead of its reader, to keep few results in memory. But it gets far enough ahead that one slow
// item doesn't hold up the others.
func inParallel[In, Out any](items iter.Seq[In], do func(In) Out) iter.Seq[Out] {
	return func(yield func(Out) bool) {
		results := make(chan chan Out, 16*runtime.GOMAXPROCS(0))
		working := make(chan struct{}, 2*runtime.GOMAXPROCS(0))
		stop := make(chan struct{})
		defer close(stop)
		go func() {
			defer close(results)
			for item := range items {
				result := make(chan Out, 1)
				select {
				case results <- result:
				case <-stop:
					return
				}
				working <- struct{}{}
				go func() {
					result <- do(item)
					<-working
				}()
			}
		}()
		for result := range results {
			if !yield(<-result) {
				return
			}
		}
	}
}

func (i *inputFlags) lookAt(path string, settings rules.Settings, look lookFunc) report.File {
	f := report.File{Path: filepath.ToSlash(path)}
	f.Err = i.open(path, settings, func(file *syntax.File, ctx rules.Context) { f.Plan = look(file, ctx) })
	return f
}

// open reads a file and passes it to do, with the facts known about it.
func (i *inputFlags) open(path string, settings rules.Settings, do func(*syntax.File, rules.Context)) error {
	source, err := readFile(path, i.MaxBytes)
	if err != nil {
		return err
	}
	today, err := i.today()
	if err != nil {
		return err
	}
	name, tree := locate(path)
	ctx := rules.Context{Settings: settings, Tree: tree, Today: today}
	if program := findShellcheck(); program != "" {
		ctx.Shell = shellcheck.New(program)
	}
	whole, err := filepath.Abs(path)
	if err != nil {
		return plainError(err)
	}
	do(kinds.ParseLike(filepath.ToSlash(whole), name, source), ctx)
	return nil
}

// noteShellcheck makes the note about a missing shellcheck appear only once.
var noteShellcheck sync.Once

// findShellcheck returns the path of the shellcheck program, looked up once.
var findShellcheck = sync.OnceValue(shellcheck.Find)

// today returns the date from --today, by default the current one.
func (i *inputFlags) today() (time.Time, error) {
	if i.Today == "" {
		return time.Now(), nil
	}
	day, err := time.Parse(time.DateOnly, i.Today)
	if err != nil {
		return day, fmt.Errorf("--today: %q is not a date; write it like 2026-01-31", i.Today)
	}
	return day, nil
}

// locate returns the folder that we take for a file's repository, and the file's name in it. That
// is the current folder for files below it, else the file's own. For standard input, tree is nil.
func locate(path string) (name string, tree fs.FS) {
	dir := "."
	switch {
	case path == "-":
		return "Dockerfile", nil
	case filepath.IsLocal(path):
		name = filepath.ToSlash(filepath.Clean(path))
	default:
		dir, name = filepath.Dir(path), filepath.Base(path)
	}
	if opened, err := openTree(dir); err == nil {
		return name, opened
	}
	return name, nil
}

// readFile reads a text file of up to limit bytes. "-" is standard input.
func readFile(path string, limit int64) ([]byte, error) {
	var source []byte
	if path == "-" {
		var err error
		if source, err = io.ReadAll(io.LimitReader(os.Stdin, limit+1)); err != nil {
			return nil, err
		}
	} else {
		f, err := os.Open(path)
		if err != nil {
			return nil, plainError(err)
		}
		defer f.Close()
		if source, err = io.ReadAll(io.LimitReader(f, limit+1)); err != nil {
			return nil, plainError(err)
		}
	}
	if int64(len(source)) > limit {
		return nil, fmt.Errorf("longer than %d bytes; --max-bytes raises the limit", limit)
	}
	if bytes.IndexByte(source, 0) >= 0 {
		return nil, errors.New("not a text file: it contains a NUL byte")
	}
	return source, nil
}

// plainError removes the path from an error about a file, because the report already has it.
func plainError(err error) error {
	var pathErr *fs.PathError
	if errors.As(err, &pathErr) {
		return pathErr.Err
	}
	return err
}

// skippedFolders are not walked into.
var skippedFolders = map[string]bool{".git": true, "node_modules": true, "vendor": true}

// findFiles returns the files that the arguments select, sorted and without duplicates. A file
// passed directly is included whatever its name.
func findFiles(args []string, settings rules.Settings) ([]string, error) {
	if len(args) == 0 {
		args = []string{"."}
	}
	found := map[string]bool{}
	for _, arg := range args {
		if arg == "-" {
			found[arg] = true
			continue
		}
		info, err := os.Stat(arg)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", arg, plainError(err))
		}
		if !info.IsDir() {
			found[filepath.Clean(arg)] = true
			continue
		}
		err = filepath.WalkDir(arg, func(path string, d fs.DirEntry, err error) error {
			switch {
			case err != nil:
				return err
			case d.IsDir() && path != arg && (skippedFolders[d.Name()] || settings.Skips(filepath.ToSlash(path))):
				return fs.SkipDir
			case d.IsDir() || !kinds.Known(filepath.ToSlash(path)) || settings.Skips(filepath.ToSlash(path)):
				return nil
			case d.Type()&fs.ModeSymlink != 0 && leadsInside(arg, path):
				return nil // the walk finds the target itself
			}
			found[path] = true
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	paths := make([]string, 0, len(found))
	for p := range found {
		paths = append(paths, p)
	}
	sort.Strings(paths)
	return paths, nil
}

// leadsInside reports whether a symbolic link points to a file that a walk of the folder finds
// anyway.
func leadsInside(folder, link string) bool {
	target, err := filepath.EvalSymlinks(link)
	root, rootErr := filepath.EvalSymlinks(folder)
	if err != nil || rootErr != nil {
		return false
	}
	rel, err := filepath.Rel(root, target)
	return err == nil && filepath.IsLocal(rel) && kinds.Known(filepath.ToSlash(rel)) && !strings.HasPrefix(rel, ".git"+string(filepath.Separator))
}
