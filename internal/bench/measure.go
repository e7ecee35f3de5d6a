package main

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"time"
)

// bench holds what the measurements share.
type bench struct {
	drydock, peer, before string // programs
	// settings is the path of a file that switches ShellCheck off. ShellCheck runs as a process for
	// each file, and its time isn't Drydock's.
	settings string
	runs     int
	dir      string // folder for everything it writes
	series   []series
}

// cost is what a process used.
type cost struct {
	wall, cpu time.Duration
	memory    int64 // bytes, at its peak
}

// command is a process to measure. Its exit code must be 0, or 1 for findings.
type command struct {
	name string
	args []string
	// fresh, if set, runs before each run. It makes the files that the process will change, and
	// returns them as further arguments.
	fresh func() ([]string, error)
}

// measure returns the median costs of each command. It runs the commands in turn, so that other
// load on the machine affects them all.
func (b *bench) measure(commands ...command) ([]cost, error) {
	all := make([][]cost, len(commands))
	for range b.runs {
		for i, c := range commands {
			args := c.args
			if c.fresh != nil {
				more, err := c.fresh()
				if err != nil {
					return nil, err
				}
				args = append(slices.Clone(args), more...)
			}
			took, err := runOnce(args)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", c.name, err)
			}
			all[i] = append(all[i], took)
		}
	}
	var medians []cost
	for _, costs := range all {
		medians = append(medians, cost{
			wall:   median(costs, func(c cost) time.Duration { return c.wall }),
			cpu:    median(costs, func(c cost) time.Duration { return c.cpu }),
			memory: median(costs, func(c cost) int64 { return c.memory }),
		})
	}
	return medians, nil
}

func median[T ~int64](costs []cost, of func(cost) T) T {
	var values []T
	for _, c := range costs {
		values = append(values, of(c))
	}
	slices.Sort(values)
	return values[len(values)/2]
}

func runOnce(args []string) (cost, error) {
	cmd := exec.Command(args[0], args[1:]...)
	var problems strings.Builder
	cmd.Stderr = &problems
	start := time.Now()
	err := cmd.Run()
	wall := time.Since(start)
	var exit *exec.ExitError
	if err != nil && (!errors.As(err, &exit) || exit.ExitCode() != 1) {
		return cost{}, fmt.Errorf("%w: %s", err, problems.String())
	}
	state := cmd.ProcessState
	usage, ok := state.SysUsage().(*syscall.Rusage)
	if !ok {
		return cost{}, errors.New("this system doesn't report what a process used")
	}
	return cost{wall: wall, cpu: state.UserTime() + state.SystemTime(), memory: usage.Maxrss << 10}, nil
}

// limit returns a command that makes BuildKit's own pass over files. It runs this program.
func (b *bench) limit(files []string, workers int) (command, error) {
	self, err := os.Executable()
	if err != nil {
		return command{}, err
	}
	f, err := os.CreateTemp(b.dir, "list-*")
	if err != nil {
		return command{}, err
	}
	defer f.Close()
	_, err = f.WriteString(strings.Join(files, "\n") + "\n")
	name := "BuildKit's own pass"
	if workers > 1 {
		name += ", all processors"
	}
	return command{name: name, args: []string{self, "-limit", f.Name(), "-workers", fmt.Sprint(workers)}}, err
}

// check returns the command `drydock check` for files.
func (b *bench) check(files []string, flags ...string) command {
	args := append([]string{b.drydock, "check", "--config", b.settings, "--format", "json", "--fail-on", "none"}, flags...)
	return command{name: strings.Join(append([]string{"drydock check"}, flags...), " "), args: append(args, files...)}
}

// fix returns the command `drydock fix --all` on fresh copies of files.
func (b *bench) fix(files []string) command {
	return command{name: "drydock fix --all", args: []string{b.drydock, "fix", "--config", b.settings, "--all"}, fresh: func() ([]string, error) { return b.copyOf(files, "fixed") }}
}

// copyOf copies files into a new folder. Nothing is deleted until the end: after thousands of
// deletions, some file systems are slow to create files.
func (b *bench) copyOf(files []string, name string) ([]string, error) {
	dir, err := os.MkdirTemp(b.dir, name+"-*")
	if err != nil {
		return nil, err
	}
	var copies []string
	for i, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			return nil, err
		}
		copied := filepath.Join(dir, fmt.Sprintf("%05d.Dockerfile", i))
		if err := os.WriteFile(copied, text, 0o644); err != nil {
			return nil, err
		}
		copies = append(copies, copied)
	}
	return copies, nil
}
