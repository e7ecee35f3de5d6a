package main

import (
	"errors"
	"fmt"
	"iter"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/drydock-dev/drydock/bot"
	"github.com/drydock-dev/drydock/facts"
	"github.com/drydock-dev/drydock/files"
	"github.com/drydock-dev/drydock/fix"
	"github.com/drydock-dev/drydock/lint"
	"github.com/drydock-dev/drydock/lint/config"
	"github.com/drydock-dev/drydock/report"
	"github.com/drydock-dev/drydock/shellcheck"
	"github.com/drydock-dev/drydock/syntax"
)

// inputFlags select the files to check and how to check them.
type inputFlags struct {
	Paths    []string `arg:"" optional:"" help:"Files, folders, or - for standard input. Default: the current folder."`
	Config   string   `help:"Settings file. Default: drydock.yaml or .github/drydock.yaml." placeholder:"FILE"`
	MaxBytes int64    `help:"Refuse files longer than N bytes." default:"1048576" placeholder:"N"`
	lookFlags

	folders []string // those of Paths that are folders, once find has looked
}

// lookFlags say how to check files, wherever they come from.
type lookFlags struct {
	Profile string   `help:"Profile of rules: recommended, strict, security or hadolint." placeholder:"NAME"`
	Kinds   []string `help:"Kinds of files to look for: ${kinds}." placeholder:"NAME"`
	Today   string   `help:"Use this date instead of today, for example for a release's end of life." placeholder:"YYYY-MM-DD"`
	Debug   bool     `help:"Explain on standard error why fixes aren't shown and what couldn't be checked."`
}

// settings returns the settings from the file and the flags.
func (i *inputFlags) settings() (config.Settings, error) {
	s, err := readSettings(i.Config)
	if err != nil {
		return s, err
	}
	return s, errors.Join(s.Override(i.Profile, "", ""), s.SetKinds(i.Kinds))
}

// readSettings reads the named settings file, or the current folder's. Without a drydock.yaml,
// hadolint's environment variables apply too.
func readSettings(name string) (config.Settings, error) {
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
func failOn(flag string, s config.Settings) (lint.Severity, error) {
	if flag == "" {
		return s.FailOn, nil
	}
	return config.ParseFailOn(flag)
}

// lookFunc checks one file.
type lookFunc func(syntax.File, *facts.Facts, config.Settings) *fix.Plan

// suggesting returns a lookFunc that plans suggestions up to maxSafety.
func suggesting(maxSafety lint.Safety) lookFunc {
	return func(f syntax.File, known *facts.Facts, settings config.Settings) *fix.Plan {
		return fix.New(f, known, settings, maxSafety)
	}
}

// look checks the files and yields a report for each, sorted by path. With --debug, it also prints
// why suggestions are missing.
func (i *inputFlags) look(settings config.Settings, look lookFunc) (iter.Seq[report.File], error) {
	paths, err := i.find(settings)
	if err != nil {
		return nil, err
	}
	return func(yield func(report.File) bool) {
		for f := range files.InParallel(slices.Values(paths), func(path string) report.File { return i.lookAt(path, settings, look) }) {
			if f.Plan != nil {
				i.explain(f.Path, f.Plan.Rejected, f.Plan.Failures)
			}
			if !yield(f) {
				return
			}
		}
	}, nil
}

// find returns the files to check, sorted by path: those that their names select, and those that the
// repository builds as Dockerfiles.
func (i *inputFlags) find(settings config.Settings) ([]string, error) {
	paths, err := files.Find(i.Paths, settings.Skips)
	if err != nil {
		return nil, err
	}
	i.folders = slices.DeleteFunc(slices.Clone(i.Paths), func(path string) bool {
		info, err := os.Stat(path)
		return err != nil || !info.IsDir()
	})
	folders := i.folders
	if len(i.Paths) == 0 {
		folders = []string{"."}
	}
	for _, folder := range folders {
		name, tree := files.Locate(filepath.Join(folder, "Dockerfile"), i.folders)
		below := path.Dir(name)
		for _, built := range facts.Gather(tree, nil, time.Time{}, nil).BuiltFiles() {
			if inside := below == "." || strings.HasPrefix(built, below+"/"); inside && !settings.SkipsBuilt(built) {
				paths = append(paths, filepath.Join(folder, strings.TrimPrefix(built, below+"/")))
			}
		}
	}
	slices.Sort(paths)
	return slices.Compact(paths), nil
}

// explain prints, with --debug, why fixes weren't shown or applied and what couldn't be checked.
func (l *lookFlags) explain(path string, rejected []fix.Rejection, failures []string) {
	if !l.Debug {
		return
	}
	if shellcheck.Default() == nil {
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

func (i *inputFlags) lookAt(path string, settings config.Settings, look lookFunc) report.File {
	f := report.File{Path: filepath.ToSlash(path)}
	f.Err = i.open(path, func(file syntax.File, known *facts.Facts) { f.Plan = look(file, known, settings) })
	return f
}

// open reads a file and passes it to do, with the facts known about it.
func (i *inputFlags) open(path string, do func(syntax.File, *facts.Facts)) error {
	source, err := files.Read(path, i.MaxBytes)
	if err != nil {
		return err
	}
	today, err := i.today()
	if err != nil {
		return err
	}
	name, tree := files.Locate(path, i.folders)
	whole, err := filepath.Abs(path)
	if err != nil {
		return files.PlainError(err)
	}
	known := facts.Gather(tree, nil, today, shellcheck.Default())
	do(known.Parse(filepath.ToSlash(whole), name, source), known)
	return nil
}

// noteShellcheck makes the note about a missing shellcheck appear only once.
var noteShellcheck sync.Once

// today returns the date from --today, by default the current one.
func (l *lookFlags) today() (time.Time, error) {
	if l.Today == "" {
		return time.Now(), nil
	}
	day, err := time.Parse(time.DateOnly, l.Today)
	if err != nil {
		return day, fmt.Errorf("--today: %q is not a date; write it like 2026-01-31", l.Today)
	}
	return day, nil
}
