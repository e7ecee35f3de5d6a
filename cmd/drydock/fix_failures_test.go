package main

import (
	"bufio"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/drydock-dev/drydock/internal/seed"
)

// limitFiles makes every write fail, as on a full disk, if the environment asks for it.
func limitFiles() {
	if os.Getenv("DRYDOCK_TEST_FULL_DISK") != "" {
		signal.Ignore(syscall.SIGXFSZ)
		if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: 16, Max: 16}); err != nil {
			panic(err)
		}
	}
}

// TestFixFullDisk checks that a file keeps its text if the new one can't be written.
func TestFixFullDisk(t *testing.T) {
	dir := t.TempDir()
	write(t, filepath.Join(dir, "Dockerfile"), seed.Bad)
	r := drydock(t, dir, []string{"DRYDOCK_TEST_FULL_DISK=1"}, "", "fix", "--all", "Dockerfile")
	left, _ := os.ReadDir(dir)
	if r.code != exitFailure || !strings.Contains(r.stderr, "Dockerfile: file too large") || read(t, filepath.Join(dir, "Dockerfile")) != seed.Bad || len(left) != 1 {
		t.Errorf("exit code %d, %q, %d files", r.code, r.stderr, len(left))
	}
}

// TestFixInterrupted interrupts or kills the program in the middle of many files. Each file must have
// the old text or the new one.
func TestFixInterrupted(t *testing.T) {
	for _, sent := range []syscall.Signal{syscall.SIGINT, syscall.SIGTERM, syscall.SIGKILL} {
		t.Run(sent.String(), func(t *testing.T) {
			dir := t.TempDir()
			var paths []string
			for i := range 400 {
				paths = append(paths, filepath.Join(dir, fmt.Sprintf("%d.Dockerfile", i)))
				write(t, paths[i], seed.Bad)
			}
			cmd := program(t).Command(t.Context(), t, dir, nil, "fix", "--all", ".")
			var stderr strings.Builder
			cmd.Stderr = &stderr
			out, err := cmd.StdoutPipe()
			if err != nil {
				t.Fatal(err)
			}
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			lines := bufio.NewScanner(out)
			if !lines.Scan() { // one file is done
				t.Error("it printed nothing")
			}
			if err := cmd.Process.Signal(sent); err != nil {
				t.Error(err)
			}
			for lines.Scan() {
			}
			err = cmd.Wait()
			done := 0
			for _, path := range paths {
				switch text := read(t, path); {
				case instructions(t, text) == instructions(t, seed.Good):
					done++
				case text != seed.Bad:
					t.Errorf("%s has neither text:\n%s", path, text)
				}
			}
			if done == 0 || done == len(paths) {
				t.Errorf("%d files of %d are done", done, len(paths))
			}
			if sent == syscall.SIGKILL {
				return
			}
			if cmd.ProcessState.ExitCode() != exitFailure || !strings.Contains(stderr.String(), "interrupted; files not listed above are unchanged") {
				t.Errorf("%v, %q", err, stderr.String())
			}
			if left, _ := filepath.Glob(filepath.Join(dir, ".drydock-*")); len(left) > 0 {
				t.Errorf("left behind: %v", left)
			}
		})
	}
}
