// Package shellcheck runs the shellcheck program on a Dockerfile's scripts.
//
// [Program] is a ShellChecker for [facts.Gather]. It checks all scripts with
// the same shell in one run, and never checks the same script twice. That
// matters because a file is checked again for each suggestion, with most of its
// scripts unchanged.
//
// The scripts come from strangers. So they are passed as files in a temporary
// folder, and shellcheck reads neither the files that they source nor any of
// its settings files.
package shellcheck

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/drydock-dev/drydock/facts"
)

// maxTime is how long one run of the program may take.
const maxTime = 20 * time.Second

// Program runs shellcheck for one file and remembers the results. It is safe for concurrent use.
type Program struct {
	path string

	mu    sync.Mutex // one process at a time per file
	known map[facts.ShellScript][]facts.ShellComment
}

// Find returns the path of the shellcheck program, "" if it is not on PATH.
func Find() string {
	path, err := exec.LookPath("shellcheck")
	if err != nil {
		return ""
	}
	return path
}

// found is the path of the program, looked up once.
var found = sync.OnceValue(Find)

// Default returns a checker that runs the shellcheck on PATH, nil if there is none.
func Default() facts.ShellChecker {
	if path := found(); path != "" {
		return New(path)
	}
	return nil
}

// New returns a Program for one file that runs the shellcheck at path.
func New(path string) *Program {
	return &Program{path: path, known: map[facts.ShellScript][]facts.ShellComment{}}
}

// Check returns shellcheck's comments on each script.
func (p *Program) Check(scripts []facts.ShellScript) ([][]facts.ShellComment, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	byShell := map[string][]facts.ShellScript{}
	for _, s := range scripts {
		if _, known := p.known[s]; !known {
			p.known[s] = nil
			byShell[s.Shell] = append(byShell[s.Shell], s)
		}
	}
	for shell, fresh := range byShell {
		if err := p.run(shell, fresh); err != nil {
			return nil, err
		}
	}
	comments := make([][]facts.ShellComment, len(scripts))
	for i, s := range scripts {
		comments[i] = p.known[s]
	}
	return comments, nil
}

// report is shellcheck's output in its json1 format.
type report struct {
	Comments []struct {
		File      string `json:"file"`
		Line      int    `json:"line"`
		EndLine   int    `json:"endLine"`
		Column    int    `json:"column"`
		EndColumn int    `json:"endColumn"`
		Level     string `json:"level"`
		Code      int    `json:"code"`
		Message   string `json:"message"`
		Fix       *struct {
			Replacements []struct {
				Line        int    `json:"line"`
				EndLine     int    `json:"endLine"`
				Column      int    `json:"column"`
				EndColumn   int    `json:"endColumn"`
				Replacement string `json:"replacement"`
			} `json:"replacements"`
		} `json:"fix"`
	} `json:"comments"`
}

// run runs shellcheck on scripts for one shell and remembers the comments.
func (p *Program) run(shell string, scripts []facts.ShellScript) error {
	dir, err := os.MkdirTemp("", "drydock-shellcheck-*")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	args := []string{"--norc", "--format=json1", "--color=never", "--shell=" + shell}
	for i, s := range scripts {
		name := filepath.Join(dir, strconv.Itoa(i))
		if err := os.WriteFile(name, []byte(s.Text), 0o600); err != nil {
			return err
		}
		args = append(args, name)
	}
	ctx, cancel := context.WithTimeout(context.Background(), maxTime)
	defer cancel()
	cmd := exec.CommandContext(ctx, p.path, args...)
	cmd.Dir = dir
	cmd.Env = []string{"LC_ALL=C.UTF-8", "HOME=" + dir}
	var problems strings.Builder
	cmd.Stderr = &problems
	out, err := cmd.Output()
	var exit *exec.ExitError
	if err != nil && !(errors.As(err, &exit) && exit.ExitCode() == 1) { // 1: there are comments
		return fmt.Errorf("shellcheck: %w: %s", err, firstLine(problems.String()))
	}
	var r report
	if err := json.Unmarshal(out, &r); err != nil {
		return fmt.Errorf("shellcheck: unexpected output; version 0.8 or later is required: %w", err)
	}
	for _, c := range r.Comments {
		i, err := strconv.Atoi(filepath.Base(c.File))
		if err != nil || i < 0 || i >= len(scripts) {
			continue
		}
		comment := facts.ShellComment{
			Code: c.Code, Level: c.Level, Message: c.Message,
			Range: facts.ShellRange{Line: c.Line, Column: c.Column, EndLine: c.EndLine, EndColumn: c.EndColumn},
		}
		if c.Fix != nil {
			for _, r := range c.Fix.Replacements {
				comment.Replacements = append(comment.Replacements, facts.ShellReplacement{
					Range: facts.ShellRange{Line: r.Line, Column: r.Column, EndLine: r.EndLine, EndColumn: r.EndColumn}, Text: r.Replacement,
				})
			}
		}
		p.known[scripts[i]] = append(p.known[scripts[i]], comment)
	}
	return nil
}

func firstLine(text string) string {
	line, _, _ := strings.Cut(strings.TrimSpace(text), "\n")
	return line
}
