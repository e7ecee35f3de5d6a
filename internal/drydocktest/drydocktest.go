// Package drydocktest runs the program in tests, as a user or a runner would.
//
// The coverage of what the program does counts too: with DRYDOCK_COVERDIR set, each
// run writes its counters into that folder. `make cover` merges them with the tests' own.
//
// It may import syntax. Only tests import it.
package drydocktest

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/drydock-dev/drydock/syntax/dockerfile"
)

// module is the module's path.
const module = "github.com/drydock-dev/drydock"

// Program is an executable and the environment that it needs.
type Program struct {
	Path string
	Env  []string
}

// timeout bounds one run of the program.
const timeout = time.Minute

// Result is what a run of the program left behind.
type Result struct {
	Code           int
	Stdout, Stderr string
}

// Main runs a package's tests, removes the program that [Build] built, and returns
// the exit code. TestMain calls it.
func Main(m *testing.M) int {
	code := m.Run()
	if built.dir != "" {
		_ = os.RemoveAll(built.dir)
	}
	return code
}

// built is the program of this test binary.
var built struct {
	sync.Once
	dir string
	err error
}

// Build builds the program, once per test binary. The package's TestMain must call [Main].
func Build(t testing.TB) Program {
	t.Helper()
	built.Do(func() {
		if built.dir, built.err = os.MkdirTemp("", "drydock-test-"); built.err == nil {
			built.err = build(filepath.Join(built.dir, "drydock"))
		}
	})
	if built.err != nil {
		t.Fatal(built.err)
	}
	return Program{Path: filepath.Join(built.dir, "drydock")}
}

// build builds the program into a file.
func build(path string) error {
	folder, err := exec.Command("go", "list", "-f", "{{.Dir}}", module+"/cmd/drydock").Output()
	if err != nil {
		return fmt.Errorf("go list: %w", err)
	}
	// No test can import package main. Looking at its files tells the go command that
	// the test's cached result depends on them.
	if err := filepath.WalkDir(strings.TrimSpace(string(folder)), func(name string, _ os.DirEntry, err error) error {
		if err == nil {
			_, err = os.Stat(name)
		}
		return err
	}); err != nil {
		return err
	}
	args := []string{"build", "-o", path}
	if os.Getenv("DRYDOCK_COVERDIR") != "" {
		args = append(args, "-cover", "-coverpkg="+module+"/...")
	}
	if out, err := exec.Command("go", append(args, module+"/cmd/drydock")...).CombinedOutput(); err != nil { //nolint:gosec // our own arguments
		return fmt.Errorf("go build: %w\n%s", err, out)
	}
	return nil
}

// Command returns a command that runs the program in a folder. Its environment is
// PATH, an empty HOME and env.
func (p Program) Command(ctx context.Context, t testing.TB, dir string, env []string, args ...string) *exec.Cmd {
	t.Helper()
	cmd := exec.CommandContext(ctx, p.Path, args...) //nolint:gosec // our own program
	cmd.Dir = dir
	cmd.Env = append([]string{"PATH=" + os.Getenv("PATH"), "HOME=" + t.TempDir(), "NO_COLOR=1"}, p.Env...)
	switch counters := os.Getenv("DRYDOCK_COVERDIR"); {
	case counters != "":
		cmd.Env = append(cmd.Env, "GOCOVERDIR="+counters)
	case testing.CoverMode() != "": // else it warns on stderr
		cmd.Env = append(cmd.Env, "GOCOVERDIR="+t.TempDir())
	}
	cmd.Env = append(cmd.Env, env...)
	return cmd
}

// Run runs the program in a folder, for at most a minute.
func (p Program) Run(t testing.TB, dir string, env []string, stdin string, args ...string) Result {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), timeout)
	defer cancel()
	cmd := p.Command(ctx, t, dir, env, args...)
	cmd.Stdin = strings.NewReader(stdin)
	var stdout, stderr strings.Builder
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	var exit *exec.ExitError
	if err := cmd.Run(); err != nil && !errors.As(err, &exit) {
		t.Fatal(err)
	}
	return Result{cmd.ProcessState.ExitCode(), stdout.String(), stderr.String()}
}

// Write writes a file, and makes its folder if there is none.
func Write(t testing.TB, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil { //nolint:gosec // a test's folder
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil { //nolint:gosec // a test's file
		t.Fatal(err)
	}
}

// Read returns a file's text.
func Read(t testing.TB, path string) string {
	t.Helper()
	text, err := os.ReadFile(path) //nolint:gosec // a test's file
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// Git runs git in a folder.
func Git(t testing.TB, dir string, args ...string) {
	t.Helper()
	cmd := exec.Command("git", append([]string{"-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "commit.gpgsign=false"}, args...)...) //nolint:gosec // our own arguments
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("git %v: %v\n%s", args, err, out)
	}
}

// Instructions returns the instructions of a Dockerfile as BuildKit reads them, one a
// line, with white space folded.
func Instructions(t testing.TB, source string) string {
	t.Helper()
	f := dockerfile.Parse("Dockerfile", []byte(source))
	if f.Err != nil {
		t.Fatalf("%v in\n%s", f.Err, source)
	}
	var lines []string
	for _, in := range f.Instructions {
		lines = append(lines, strings.Join(strings.Fields(in.Joined.Text), " "))
	}
	return strings.Join(lines, "\n")
}
