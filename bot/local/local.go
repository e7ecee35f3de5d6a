// Package local reads the current branch of a git repository as a pull
// request, by the git program and without any network.
//
// It may import bot.
package local

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os/exec"
	"strconv"
	"strings"

	"github.com/drydock-dev/drydock/bot"
)

// Branch is what a branch changes against the merge base with a revision.
type Branch struct {
	dir  string // the repository's root
	base string // commit of the merge base
	head string // commit, "" for the working tree
}

// Open finds the repository of a folder and the merge base of its HEAD with a
// revision.
func Open(ctx context.Context, dir, revision string) (*Branch, error) {
	if strings.HasPrefix(revision, "-") {
		return nil, fmt.Errorf("--base: %q is no revision", revision)
	}
	root, err := git(ctx, dir, "rev-parse", "--show-toplevel")
	if err != nil {
		return nil, fmt.Errorf("not in a git repository: %w", err)
	}
	b := &Branch{dir: line(root)}
	head, err := git(ctx, b.dir, "rev-parse", "--verify", "HEAD^{commit}")
	if err != nil {
		return nil, err
	}
	b.head = line(head)
	if _, err := git(ctx, b.dir, "rev-parse", "--verify", "--quiet", revision+"^{commit}"); err != nil {
		return nil, fmt.Errorf("--base: git knows no commit %q; fetch it first", revision)
	}
	base, err := git(ctx, b.dir, "merge-base", revision, b.head)
	if err != nil {
		return nil, fmt.Errorf("%s and HEAD have no common commit: %w", revision, err)
	}
	b.base = line(base)
	return b, nil
}

// Changes lists the files that the branch changes.
func (b *Branch) Changes(ctx context.Context) ([]bot.Change, error) {
	out, err := git(ctx, b.dir, "diff", "--no-ext-diff", "--name-status", "-z", "--find-renames", b.base, b.head)
	if err != nil {
		return nil, err
	}
	fields := strings.Split(string(out), "\x00")
	var changes []bot.Change
	for i := 0; i+1 < len(fields); i += 2 {
		c := bot.Change{Path: fields[i+1], Status: bot.Modified}
		switch fields[i][0] {
		case 'A':
			c.Status = bot.Added
		case 'D':
			c.Status = bot.Removed
		case 'R', 'C':
			c.Status, c.Previous, c.Path = bot.Renamed, fields[i+1], fields[i+2]
			i++
		}
		changes = append(changes, c)
	}
	return changes, nil
}

// Head implements bot.Sides.
func (b *Branch) Head(ctx context.Context, c bot.Change) ([]byte, error) {
	return b.show(ctx, b.head, c.Path)
}

// Base implements bot.Sides.
func (b *Branch) Base(ctx context.Context, c bot.Change) ([]byte, error) {
	path := c.Path
	if c.Previous != "" {
		path = c.Previous
	}
	text, err := b.show(ctx, b.base, path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	return text, err
}

// ReadBase returns a file of the merge base; the error is fs.ErrNotExist when
// it has none of that name.
func (b *Branch) ReadBase(ctx context.Context, path string) ([]byte, error) {
	return b.show(ctx, b.base, path)
}

// HeadTree returns the files of the branch.
func (b *Branch) HeadTree(ctx context.Context) (*bot.Tree, error) { return b.tree(ctx, b.head) }

// BaseTree returns the files of the merge base.
func (b *Branch) BaseTree(ctx context.Context) (*bot.Tree, error) { return b.tree(ctx, b.base) }

func (b *Branch) tree(ctx context.Context, commit string) (*bot.Tree, error) {
	out, err := git(ctx, b.dir, "ls-tree", "-r", "-z", "-l", commit)
	if err != nil {
		return nil, err
	}
	var entries []bot.Entry
	for line := range strings.SplitSeq(string(out), "\x00") {
		about, name, ok := strings.Cut(line, "\t")
		fields := strings.Fields(about) // mode, type, hash, size
		if !ok || len(fields) < 4 {
			continue
		}
		size, _ := strconv.ParseInt(fields[3], 10, 64)
		entries = append(entries, bot.Entry{Path: name, SHA: fields[2], Regular: strings.HasPrefix(fields[0], "100"), Size: size})
	}
	return bot.NewTree(entries, func(e bot.Entry) ([]byte, error) { return git(ctx, b.dir, "cat-file", "blob", e.SHA) }), nil
}

// show returns a file of a commit. Links and submodules are no files.
func (b *Branch) show(ctx context.Context, commit, path string) ([]byte, error) {
	entry, err := git(ctx, b.dir, "ls-tree", "-z", commit, "--", path)
	if err != nil {
		return nil, err
	}
	switch mode, _, _ := strings.Cut(string(entry), " "); {
	case mode == "":
		return nil, fs.ErrNotExist
	case mode == "120000" || mode == "160000":
		return nil, bot.ErrLink
	}
	return git(ctx, b.dir, "cat-file", "blob", commit+":"+path)
}

// History counts the commits that changed a path, up to the merge base.
type History struct{ counts map[string]int }

// maxCommits is how far back the history is read.
const maxCommits = 1000

// History reads the repository's history.
func (b *Branch) History(ctx context.Context) (*History, error) {
	out, err := git(ctx, b.dir, "log", "-z", "--format=%x01", "--name-only", fmt.Sprintf("--max-count=%d", maxCommits), b.head)
	if err != nil {
		return nil, err
	}
	h := &History{counts: map[string]int{}}
	for commit := range strings.SplitSeq(string(out), "\x01") {
		touched := map[string]bool{}
		if strings.Trim(commit, "\x00\n") != "" {
			touched["."] = true
		}
		for name := range strings.SplitSeq(commit, "\x00") {
			name = strings.Trim(name, "\n")
			for name != "" && !touched[name] {
				touched[name] = true
				name = name[:max(strings.LastIndexByte(name, '/'), 0)]
			}
		}
		for name := range touched {
			h.counts[name]++
		}
	}
	return h, nil
}

// Changes implements rules.History.
func (h *History) Changes(path string) (commits int, known bool) {
	commits, known = h.counts[path]
	return commits, known
}

// git runs the git program and returns what it prints.
func git(ctx context.Context, dir string, args ...string) ([]byte, error) {
	cmd := exec.CommandContext(ctx, "git", args...)
	cmd.Dir = dir
	var out, problems bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &problems
	if err := cmd.Run(); err != nil {
		if text := line(problems.Bytes()); text != "" {
			err = errors.New(strings.TrimPrefix(text, "fatal: "))
		}
		return nil, fmt.Errorf("git %s: %w", args[0], err)
	}
	return out.Bytes(), nil
}

// line returns the first line of an output.
func line(out []byte) string {
	text, _, _ := strings.Cut(string(out), "\n")
	return strings.TrimSpace(text)
}
