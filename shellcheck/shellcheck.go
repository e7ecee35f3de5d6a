// Package shellcheck runs the shellcheck program over the scripts of a
// Dockerfile.
//
// It is what [rules.Context] takes as its ShellChecker. The program is asked for
// all scripts of a file that have the same shell at once, and never twice for
// the same script: a file is checked again for each suggestion, and most of its
// scripts are then as before.
//
// The scripts come from strangers: they are handed over as files in a folder of
// their own, nothing that they name is read, and no settings file of
// shellcheck's is.
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

	"github.com/drydock-dev/drydock/rules"
)

// maxTime is how long the program may take for the scripts of a file.
const maxTime = 20 * time.Second

// Program is the shellcheck that was found, for one file: it remembers what it
// was asked. It may be used by several goroutines.
type Program struct {
	path string

	mu    sync.Mutex // one process at a time for a file
	known map[rules.ShellScript][]rules.ShellComment
}

// Find returns the path of the program, "" when it is not on PATH.
func Find() string {
	path, err := exec.LookPath("shellcheck")
	if err != nil {
		return ""
	}
	return path
}

// New returns the program at a path for one file.
func New(path string) *Program {
	return &Program{path: path, known: map[rules.ShellScript][]rules.ShellComment{}}
}

// Check returns the program's comments on each of the scripts.
func (p *Program) Check(scripts []rules.ShellScript) ([][]rules.ShellComment, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	byShell := map[string][]rules.ShellScript{}
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
	comments := make([][]rules.ShellComment, len(scripts))
	for i, s := range scripts {
		comments[i] = p.known[s]
	}
	return comments, nil
}

// report is the program's output in the format json1.
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

// run asks the program about scripts of one shell and remembers the answers.
func (p *Program) run(shell string, scripts []rules.ShellScript) error {
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
	if err != nil && !(errors.As(err, &exit) && exit.ExitCode() == 1) { // 1: it has comments
		return fmt.Errorf("shellcheck: %w: %s", err, firstLine(problems.String()))
	}
	var r report
	if err := json.Unmarshal(out, &r); err != nil {
		return fmt.Errorf("shellcheck: its output is not what version 0.8 or later prints: %w", err)
	}
	for _, c := range r.Comments {
		i, err := strconv.Atoi(filepath.Base(c.File))
		if err != nil || i < 0 || i >= len(scripts) {
			continue
		}
		comment := rules.ShellComment{
			Code: c.Code, Level: c.Level, Message: c.Message,
			Range: rules.ShellRange{Line: c.Line, Column: c.Column, EndLine: c.EndLine, EndColumn: c.EndColumn},
		}
		if c.Fix != nil {
			for _, r := range c.Fix.Replacements {
				comment.Replacements = append(comment.Replacements, rules.ShellReplacement{
					Range: rules.ShellRange{Line: r.Line, Column: r.Column, EndLine: r.EndLine, EndColumn: r.EndColumn}, Text: r.Replacement,
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
