// Command prove checks Drydock's promise on a folder of Dockerfiles. It runs the built program's
// `fix` and `fix --all` on copies, as a user would, and tries the suggestions in combination. It
// checks each result by its own means: BuildKit's front end, dash, bash, and the bytes.
//
//	go run ./internal/prove -drydock bin/drydock [-docs docs/performance.md] DIR
//
// It prints what failed, then why fixable findings have no suggestion, then one line of figures. The
// exit code is 1 if something failed.
package main

import (
	"bytes"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	"golang.org/x/sync/errgroup"

	"github.com/drydock-dev/drydock/internal/figures"
)

func main() {
	drydock := flag.String("drydock", "bin/drydock", "the built program")
	rehearsed := flag.Bool("rehearsal", false, "only count what the rehearsal of scripts did")
	page := flag.String("docs", "", "page whose figures to replace if nothing failed")
	flag.Parse()
	if flag.NArg() != 1 {
		fmt.Fprintln(os.Stderr, "prove: name one folder of Dockerfiles (with make: CORPUS=DIR)")
		os.Exit(2)
	}
	if *rehearsed {
		printRehearsals(flag.Arg(0))
		return
	}
	t, err := run(*drydock, flag.Arg(0))
	if err != nil {
		fmt.Fprintln(os.Stderr, "prove:", err)
		os.Exit(2)
	}
	for _, f := range t.failures {
		fmt.Println(f)
	}
	fmt.Printf("%s\n\n%s\n", t.reasons(), t)
	if len(t.failures) > 0 {
		os.Exit(1)
	}
	if *page == "" {
		return
	}
	if err := figures.Replace(*page, "make corpus", fmt.Sprintf("%s.\n\n%s", t, t.reasons())); err != nil {
		fmt.Fprintln(os.Stderr, "prove:", err)
		os.Exit(2)
	}
}

// printRehearsals prints what the rehearsal did for the files in a folder.
func printRehearsals(folder string) {
	files, err := dockerfiles(folder)
	var counted *rehearsals
	if err == nil {
		counted, err = countRehearsals(files)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "prove:", err)
		os.Exit(2)
	}
	fmt.Println(counted)
}

// maxUnsuggested is the share of fixable findings that may end without a suggestion, in per cent.
const maxUnsuggested = 2

func run(drydock, folder string) (*tally, error) {
	files, err := dockerfiles(folder)
	if err != nil {
		return nil, err
	}
	drydock, err = filepath.Abs(drydock)
	if err != nil {
		return nil, err
	}
	for _, shell := range shells {
		if _, err := exec.LookPath(shell); err != nil {
			return nil, fmt.Errorf("%w: it's needed to check the scripts", err)
		}
	}
	t := &tally{unsuggested: map[string]map[string]int{}}
	for _, flags := range [][]string{nil, {"--all"}} {
		if err := runFix(drydock, flags, files, t); err != nil {
			return nil, err
		}
	}
	err = inParallel(files, func(f file) { t.add(trySuggestions(f)) })
	if share := 100 * t.withoutSuggestion(); share > maxUnsuggested*t.fixable {
		t.failures = append(t.failures, fmt.Sprintf("%d of %d fixable findings have no suggestion, more than %d %%", t.withoutSuggestion(), t.fixable, maxUnsuggested))
	}
	slices.Sort(t.failures)
	return t, err
}

type file struct {
	path   string
	source []byte
}

// dockerfiles reads the files in and below a folder that have dockerfile in their name.
func dockerfiles(folder string) ([]file, error) {
	var files []file
	err := filepath.WalkDir(folder, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.Contains(strings.ToLower(d.Name()), "dockerfile") {
			return err
		}
		source, err := os.ReadFile(path)
		files = append(files, file{path, source})
		return err
	})
	if err == nil && len(files) == 0 {
		err = fmt.Errorf("no Dockerfile in %s", folder)
	}
	return files, err
}

// runFix runs `drydock fix` twice on copies of the files and compares the results with the
// originals. The second run must change nothing.
func runFix(drydock string, flags []string, files []file, t *tally) error {
	dir, err := os.MkdirTemp("", "drydock-prove-*")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	copies := make([]string, len(files))
	for i, f := range files {
		copies[i] = filepath.Join(dir, fmt.Sprintf("%06d.Dockerfile", i))
		if err := os.WriteFile(copies[i], f.source, 0o644); err != nil {
			return err
		}
	}
	fixed := make([][]byte, len(files))
	for again := range 2 {
		cmd := exec.Command(drydock, append(append([]string{"fix"}, flags...), ".")...)
		cmd.Dir = dir
		if out, err := cmd.CombinedOutput(); err != nil {
			return fmt.Errorf("drydock fix: %w\n%s", err, out)
		}
		for i := range files {
			text, err := os.ReadFile(copies[i])
			if err != nil {
				return err
			}
			if again == 1 && !bytes.Equal(text, fixed[i]) {
				t.failures = append(t.failures, fmt.Sprintf("%s: a second fix %v changes the file again", files[i].path, flags))
			}
			fixed[i] = text
		}
	}
	return inParallel(slices.Collect(func(yield func(int) bool) {
		for i := range files {
			if !yield(i) {
				return
			}
		}
	}), func(i int) {
		if bytes.Equal(fixed[i], files[i].source) {
			return
		}
		for _, problem := range compare(files[i].source, fixed[i]) {
			t.fail("%s: after fix %v: %s", files[i].path, flags, problem)
		}
		t.fixed()
	})
}

// inParallel calls do for each item, as many at a time as there are processors.
func inParallel[T any](items []T, do func(T)) error {
	var group errgroup.Group
	group.SetLimit(runtime.GOMAXPROCS(0))
	for _, item := range items {
		group.Go(func() error {
			do(item)
			return nil
		})
	}
	return group.Wait()
}
