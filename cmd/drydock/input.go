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

// inputFlags say which files are looked at and how.
type inputFlags struct {
	Paths    []string `arg:"" optional:"" help:"Files, folders, or - for standard input; the current folder without any."`
	Config   string   `help:"Settings file; drydock.yaml or .github/drydock.yaml without it." placeholder:"FILE"`
	Profile  string   `help:"recommended, strict, security or hadolint." placeholder:"NAME"`
	Kinds    []string `help:"Kinds of files to look for in folders: dockerfile, compose, script, makefile, workflow, unit." placeholder:"NAME"`
	MaxBytes int64    `help:"Refuse files that are longer." default:"1048576" placeholder:"N"`
	Today    string   `help:"Compare dates, such as the end of a release, with this day." placeholder:"YYYY-MM-DD"`
	Debug    bool     `help:"Say on standard error why fixes are not shown, and what could not be looked at."`
}

// settings returns the settings of the file and the flags.
func (i *inputFlags) settings() (rules.Settings, error) {
	s, err := readSettings(i.Config)
	if err != nil {
		return s, err
	}
	return s, errors.Join(s.Override(i.Profile, "", ""), s.SetKinds(i.Kinds))
}

// readSettings reads a settings file, or the one that the current folder has.
// Where that is none of Drydock's own, hadolint's environment variables count.
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

// failOn returns the threshold of a --fail-on flag, the settings' without one.
func failOn(flag string, s rules.Settings) (rules.Severity, error) {
	if flag == "" {
		return s.FailOn, nil
	}
	return rules.ParseFailOn(flag)
}

// lookFunc looks at one file.
type lookFunc func(*syntax.File, rules.Context) *fix.Plan

// suggesting returns a lookFunc that plans suggestions up to a safety.
func suggesting(most rules.Safety) lookFunc {
	return func(f *syntax.File, ctx rules.Context) *fix.Plan { return fix.New(f, ctx, most) }
}

// look looks at the files and returns a report for each, in the order of their
// paths, and prints the reasons for missing suggestions if asked to.
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

// explain prints why fixes of a file are not shown or made, and what could not be
// looked at, if asked to.
func (i *inputFlags) explain(path string, rejected []fix.Rejection, failures []string) {
	if !i.Debug {
		return
	}
	if findShellcheck() == "" {
		noteShellcheck.Do(func() {
			fmt.Fprintln(os.Stderr, "drydock: the program shellcheck is not on PATH, so scripts are checked without it")
		})
	}
	for _, failure := range failures {
		fmt.Fprintf(os.Stderr, "%s: not looked at: %s\n", path, failure)
	}
	for _, r := range rejected {
		fmt.Fprintf(os.Stderr, "%s:%d: no suggestion for %s: %s\n", path, r.Line, r.Rule, r.Reason)
	}
}

// inParallel calls do for each item, twice as many at a time as there are
// processors, since some wait for the disk, and yields the results in the order
// of the items. It is not far ahead of its reader, so that few results are held, but
// far enough that one item which takes long does not keep the others waiting.
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

// open reads a file and hands it on with what is known around it.
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

// noteShellcheck lets the absence of shellcheck be said once.
var noteShellcheck sync.Once

// findShellcheck looks for the shellcheck program, once.
var findShellcheck = sync.OnceValue(shellcheck.Find)

// today returns the day to compare dates with.
func (i *inputFlags) today() (time.Time, error) {
	if i.Today == "" {
		return time.Now(), nil
	}
	day, err := time.Parse(time.DateOnly, i.Today)
	if err != nil {
		return day, fmt.Errorf("--today: %q is no day; write it like 2026-01-31", i.Today)
	}
	return day, nil
}

// locate returns a file's name below the folder that its repository is taken
// to be, and that folder: the current one for files below it, nil for standard
// input.
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

// readFile reads a text file of bounded length; "-" is standard input.
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
		return nil, errors.New("not a text file: it has a zero byte")
	}
	return source, nil
}

// plainError drops the path from an error about a file: the report names it.
func plainError(err error) error {
	var pathErr *fs.PathError
	if errors.As(err, &pathErr) {
		return pathErr.Err
	}
	return err
}

// skippedFolders are not walked into.
var skippedFolders = map[string]bool{".git": true, "node_modules": true, "vendor": true}

// findFiles returns the files that the arguments name, sorted, each once. A
// file named itself is taken whatever its name is.
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
				return nil // it is looked at under its own name
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

// leadsInside reports whether a symbolic link leads to a file below a folder
// that a walk of the folder finds itself.
func leadsInside(folder, link string) bool {
	target, err := filepath.EvalSymlinks(link)
	root, rootErr := filepath.EvalSymlinks(folder)
	if err != nil || rootErr != nil {
		return false
	}
	rel, err := filepath.Rel(root, target)
	return err == nil && filepath.IsLocal(rel) && kinds.Known(filepath.ToSlash(rel)) && !strings.HasPrefix(rel, ".git"+string(filepath.Separator))
}
