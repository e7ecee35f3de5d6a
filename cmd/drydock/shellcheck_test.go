package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const scripted = "FROM debian:12-slim\nRUN set -- a b && printf '%s\\n' $@\nRUN echo $@\n"

// TestWithoutShellcheck checks that a missing shellcheck is mentioned once, and only with --debug.
func TestWithoutShellcheck(t *testing.T) {
	dir := t.TempDir()
	write(t, filepath.Join(dir, "a", "Dockerfile"), scripted)
	write(t, filepath.Join(dir, "b", "Dockerfile"), scripted)
	r := drydock(t, dir, []string{"PATH=" + dir}, "", "check", "--debug", "--fail-on", "none")
	if r.code != 0 || strings.Count(r.stderr, "shellcheck is not on PATH") != 1 || strings.Contains(r.stdout, "run-shellcheck") {
		t.Errorf("exit code %d\n%s%s", r.code, r.stdout, r.stderr)
	}
	if r := drydock(t, dir, []string{"PATH=" + dir}, "", "check", "--fail-on", "none"); r.stderr != "" {
		t.Error(r.stderr)
	}
}

// TestBrokenShellcheck checks that a failing shellcheck stops nothing, and is mentioned with --debug.
func TestBrokenShellcheck(t *testing.T) {
	dir := t.TempDir()
	write(t, filepath.Join(dir, "Dockerfile"), scripted)
	write(t, filepath.Join(dir, "bin", "shellcheck"), "#!/bin/sh\necho 'unknown option' >&2\nexit 3\n")
	if err := os.Chmod(filepath.Join(dir, "bin", "shellcheck"), 0o755); err != nil {
		t.Fatal(err)
	}
	r := drydock(t, dir, []string{"PATH=" + filepath.Join(dir, "bin")}, "", "check", "--debug", "--fail-on", "none")
	if r.code != 0 || !strings.Contains(r.stderr, "unknown option") || strings.Contains(r.stdout, "run-shellcheck") {
		t.Errorf("exit code %d\n%s%s", r.code, r.stdout, r.stderr)
	}
}

// TestOneShellcheck checks that one process handles all scripts in a file, and that no script is
// checked twice, however many suggestions there are.
func TestOneShellcheck(t *testing.T) {
	dir := t.TempDir()
	write(t, filepath.Join(dir, "Dockerfile"), scripted+"ADD a.py /a.py\nMAINTAINER me\nCMD [\"a\"]\n")
	write(t, filepath.Join(dir, "bin", "shellcheck"), "#!/bin/sh\necho called >> '"+dir+"/calls'\necho '{\"comments\":[]}'\n")
	if err := os.Chmod(filepath.Join(dir, "bin", "shellcheck"), 0o755); err != nil {
		t.Fatal(err)
	}
	r := drydock(t, dir, []string{"PATH=" + filepath.Join(dir, "bin") + ":/bin:/usr/bin"}, "", "check", "--fail-on", "none", "Dockerfile")
	if calls := read(t, filepath.Join(dir, "calls")); r.code != 0 || calls != "called\n" {
		t.Errorf("exit code %d, calls %q\n%s", r.code, calls, r.stdout)
	}
}
