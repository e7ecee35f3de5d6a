package main

import (
	"os"
	"testing"

	"github.com/drydock-dev/drydock/internal/drydocktest"
)

// TestMain lets the test binary be the program: a process started with
// DRYDOCK_TEST_RUN runs main, so that the tests see what a user would.
func TestMain(m *testing.M) {
	if os.Getenv("DRYDOCK_TEST_RUN") != "" {
		limitFiles()
		main()
		return
	}
	os.Exit(m.Run())
}

// program returns the test binary as the program.
func program(t *testing.T) drydocktest.Program {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	return drydocktest.Program{Path: self, Env: []string{"DRYDOCK_TEST_RUN=1"}}
}

// result is what a run of the program left behind.
type result struct {
	code           int
	stdout, stderr string
}

// drydock runs the program in a folder.
func drydock(t *testing.T, dir string, env []string, stdin string, args ...string) result {
	t.Helper()
	r := program(t).Run(t, dir, env, stdin, args...)
	return result{r.Code, r.Stdout, r.Stderr}
}

func write(t *testing.T, path, text string) {
	t.Helper()
	drydocktest.Write(t, path, text)
}

func read(t *testing.T, path string) string {
	t.Helper()
	return drydocktest.Read(t, path)
}

func git(t *testing.T, dir string, args ...string) {
	t.Helper()
	drydocktest.Git(t, dir, args...)
}

func instructions(t *testing.T, source string) string {
	t.Helper()
	return drydocktest.Instructions(t, source)
}

const seedComment = "#подразумевается что predict.py отслеживает stdin"
