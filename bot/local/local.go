// Package local reads the current branch of a git repository as a pull request. It runs the
// git program and uses no network.
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
	"path"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/drydock-dev/drydock/bot"
	"github.com/drydock-dev/drydock/cache"
)

// ErrNoRepository says that a folder is not in a git repository.
var ErrNoRepository = errors.New("not in a git repository")

// Repository is a git repository with its current commit. Dir is the root of its working tree, or
// its own folder if it's bare.
type Repository struct{ Dir string }

// Find returns the repository of a folder. The error is ErrNoRepository if there is none, or
// if git is missing.
func Find(ctx context.Context, dir string) (*Repository, error) {
	root, err := git(ctx, dir, "rev-parse", "--show-toplevel")
	if err == nil {
		return &Repository{Dir: line(root)}, nil
	}
	about, bareErr := git(ctx, dir, "rev-parse", "--is-bare-repository", "--absolute-git-dir")
	if folder, bare := strings.CutPrefix(string(about), "true\n"); bareErr == nil && bare {
		return &Repository{Dir: line([]byte(folder))}, nil
	}
	return nil, fmt.Errorf("%w: %w", ErrNoRepository, err)
}

// Name returns a file's path in the repository, slash-separated.
func (r *Repository) Name(file string) (string, error) {
	full, err := filepath.Abs(file)
	if err == nil {
		full, err = filepath.EvalSymlinks(full)
	}
	if err != nil {
		return "", err
	}
	root, err := filepath.EvalSymlinks(r.Dir)
	if err != nil {
		return "", err
	}
	name, err := filepath.Rel(root, full)
	if err != nil || !filepath.IsLocal(name) {
		return "", fmt.Errorf("%s is not in the repository %s", file, r.Dir)
	}
	return filepath.ToSlash(name), nil
}

// History reads the history of the current commit. A repository without commits has an empty
// one.
func (r *Repository) History(ctx context.Context) (*History, error) {
	if _, err := git(ctx, r.Dir, "rev-parse", "--verify", "--quiet", "HEAD^{commit}"); err != nil {
		return &History{}, nil
	}
	return readHistory(ctx, r.Dir, "HEAD")
}

// Tree returns the files of a commit.
func (r *Repository) Tree(ctx context.Context, commit string) (*bot.Tree, error) {
	return (&Branch{dir: r.Dir}).tree(ctx, commit)
}

// Branch is two commits as a pull request: the current branch and its merge base with a revision, or
// any two.
type Branch struct {
	dir  string // the repository's root
	base string // commit of the merge base
	head string // commit, "" for the working tree
}

// Open finds the repository of a folder and the merge base of its HEAD with a
// revision.
func Open(ctx context.Context, dir, revision string) (*Branch, error) {
	if strings.HasPrefix(revision, "-") {
		return nil, fmt.Errorf("--base: %q is not a revision", revision)
	}
	repository, err := Find(ctx, dir)
	if err != nil {
		return nil, err
	}
	b := &Branch{dir: repository.Dir}
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

// ReadBase returns a file of the merge base. The error is fs.ErrNotExist if there is no such
// file.
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

// show returns a file of a commit. For links and submodules the error is bot.ErrLink.
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

// History is the files that the last commits changed.
type History struct {
	Commits []cache.Commit // newest first, without merges
	counts  map[string]int // commits by path of file or folder; "." has all
}

// maxCommits is how many commits of the history are read.
const maxCommits = 1000

// History reads the history up to the merge base.
func (b *Branch) History(ctx context.Context) (*History, error) {
	return readHistory(ctx, b.dir, b.base)
}

func readHistory(ctx context.Context, dir, head string) (*History, error) {
	out, err := git(ctx, dir, "log", "-z", "--no-merges", "--format=%x01%H", "--name-only", fmt.Sprintf("--max-count=%d", maxCommits), head)
	if err != nil {
		return nil, err
	}
	h := &History{counts: map[string]int{}}
	for text := range strings.SplitSeq(string(out), "\x01") {
		id, names, _ := strings.Cut(text, "\x00")
		commit := cache.Commit{ID: strings.TrimSpace(id)}
		touched := map[string]bool{}
		for name := range strings.SplitSeq(names, "\x00") {
			if name = strings.Trim(name, "\n"); name == "" {
				continue
			}
			commit.Files = append(commit.Files, name)
			for ; name != "." && !touched[name]; name = path.Dir(name) {
				touched[name] = true
			}
			touched["."] = true
		}
		for name := range touched {
			h.counts[name]++
		}
		if len(commit.Files) > 0 {
			h.Commits = append(h.Commits, commit)
		}
	}
	return h, nil
}

// Changes implements rules.History.
func (h *History) Changes(path string) (commits int, known bool) {
	commits, known = h.counts[path]
	return commits, known
}

// git runs the git program and returns its output.
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
