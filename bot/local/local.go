// Package local reads the current branch of a git repository as a pull request. It runs the git
// program. Drydock itself uses no network; in a partial clone, git fetches the files that are read.
//
// It may import bot.
package local

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
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
// one. A shallow clone that knows no commit's changes is an error.
func (r *Repository) History(ctx context.Context) (*History, error) {
	if _, err := git(ctx, r.Dir, "rev-parse", "--verify", "--quiet", "HEAD^{commit}"); err != nil {
		return &History{}, nil
	}
	return readHistory(ctx, r.Dir, "HEAD")
}

// Tree returns the files of a commit.
func (r *Repository) Tree(ctx context.Context, commit string) (*bot.Tree, error) {
	return tree(ctx, r.Dir, commit)
}

// Branch is two commits as a pull request: the current branch and its merge base with a revision, or
// any two.
type Branch struct {
	// Warn is called with what can't be read although the review can do without, and what follows
	// from that.
	Warn func(problem string)

	dir  string // the repository's root
	base string // commit of the merge base
	head string // commit, "" for the working tree
}

// Open finds the repository of a folder and the merge base of its HEAD with a
// revision. The branch's Warn does nothing.
func Open(ctx context.Context, dir, revision string) (*Branch, error) {
	if strings.HasPrefix(revision, "-") {
		return nil, fmt.Errorf("--base: %q is not a revision", revision)
	}
	repository, err := Find(ctx, dir)
	if err != nil {
		return nil, err
	}
	b := &Branch{dir: repository.Dir, Warn: func(string) {}}
	head, err := git(ctx, b.dir, "rev-parse", "--verify", "HEAD^{commit}")
	if err != nil {
		return nil, err
	}
	b.head = line(head)
	if _, err := git(ctx, b.dir, "rev-parse", "--verify", "--quiet", revision+"^{commit}"); err != nil {
		return nil, fmt.Errorf("--base: git knows no commit %q; fetch it first", revision)
	}
	base, err := git(ctx, b.dir, "merge-base", revision, b.head)
	if err != nil && isShallow(ctx, b.dir) {
		return nil, fmt.Errorf("this clone is shallow and lacks the common commit of %s and HEAD; run `git fetch --unshallow` first", revision)
	}
	if err != nil {
		return nil, fmt.Errorf("%s and HEAD have no common commit: %w", revision, err)
	}
	b.base = line(base)
	return b, nil
}

// Dir returns the root of the repository's working tree.
func (b *Branch) Dir() string { return b.dir }

// Changes lists the files that the branch changes. Git compares contents to find renames. If it
// can't read them, only files that were renamed and not changed otherwise count as renamed.
func (b *Branch) Changes(ctx context.Context) ([]bot.Change, error) {
	diff := func(renames string) ([]byte, error) {
		return git(ctx, b.dir, "diff", "--no-ext-diff", "--name-status", "-z", renames, b.base, b.head)
	}
	out, err := diff("--find-renames")
	if err != nil {
		cause := err
		if out, err = diff("--find-renames=100%"); err != nil {
			return nil, err
		}
		b.Warn(fmt.Sprintf("%v; files that were renamed and changed count as new", cause))
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

// HeadTree returns the files of the branch, nil if they can't be listed.
func (b *Branch) HeadTree(ctx context.Context) *bot.Tree { return b.tree(ctx, b.head) }

// BaseTree returns the files of the merge base, nil if they can't be listed.
func (b *Branch) BaseTree(ctx context.Context) *bot.Tree { return b.tree(ctx, b.base) }

func (b *Branch) tree(ctx context.Context, commit string) *bot.Tree {
	files, err := tree(ctx, b.dir, commit)
	if err != nil {
		b.Warn(fmt.Sprintf("the files of %.7s can't be listed: %v; rules that need other files are skipped", commit, err))
	}
	return files
}

// tree returns the files of a commit, without their sizes if git would have to fetch files to tell
// them.
func tree(ctx context.Context, dir, commit string) (*bot.Tree, error) {
	out, err := gitOffline(ctx, dir, "ls-tree", "-r", "-z", "-l", commit)
	if err != nil {
		out, err = gitOffline(ctx, dir, "ls-tree", "-r", "-z", commit)
	}
	if err != nil {
		return nil, err
	}
	var entries []bot.Entry
	for line := range strings.SplitSeq(string(out), "\x00") {
		about, name, ok := strings.Cut(line, "\t")
		fields := strings.Fields(about) // mode, type, hash, and the size if it was asked for
		if !ok || len(fields) < 3 {
			continue
		}
		entry := bot.Entry{Path: name, SHA: fields[2], Regular: strings.HasPrefix(fields[0], "100")}
		if len(fields) > 3 {
			entry.Size, _ = strconv.ParseInt(fields[3], 10, 64)
		}
		entries = append(entries, entry)
	}
	return bot.NewTree(entries, func(e bot.Entry) ([]byte, error) { return git(ctx, dir, "cat-file", "blob", e.SHA) }), nil
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
	text, err := git(ctx, b.dir, "cat-file", "blob", commit+":"+path)
	if err != nil {
		return nil, fmt.Errorf("its text in %.7s can't be read: %w", commit, err)
	}
	return text, nil
}

// History is the files that the last commits changed.
type History struct {
	Commits []cache.Commit // newest first, without merges
	counts  map[string]int // commits by path of file or folder; "." has all
}

// maxCommits is how many commits of the history are read.
const maxCommits = 1000

// errShallow says that a clone is shallow and has no commit whose changes are known.
var errShallow = errors.New("this clone is shallow")

// History reads the history up to the merge base. It is nil if that can't be read.
func (b *Branch) History(ctx context.Context) cache.History {
	h, err := readHistory(ctx, b.dir, b.base)
	if err != nil {
		b.Warn(fmt.Sprintf("the history can't be read: %v; how often files change is estimated", err))
		return nil
	}
	return h
}

func readHistory(ctx context.Context, dir, head string) (*History, error) {
	args := []string{"log", "-z", "--no-merges", "--no-renames", "--no-show-signature", "--format=%x01%H", "--name-only", fmt.Sprintf("--max-count=%d", maxCommits)}
	shallow := isShallow(ctx, dir)
	if shallow {
		// At its border, a shallow clone has commits without their parents. They look as if they
		// had added all files.
		args = append(args, "--min-parents=1")
	}
	out, err := gitOffline(ctx, dir, append(args, head)...)
	if err != nil {
		return nil, err
	}
	if shallow && len(out) == 0 {
		return nil, errShallow
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

// isShallow reports whether a repository is a shallow clone.
func isShallow(ctx context.Context, dir string) bool {
	out, err := git(ctx, dir, "rev-parse", "--is-shallow-repository")
	return err == nil && line(out) == "true"
}

// git runs the git program and returns its output. What a partial clone lacks is fetched.
func git(ctx context.Context, dir string, args ...string) ([]byte, error) {
	return run(exec.CommandContext(ctx, "git", args...), dir)
}

// gitOffline runs the git program without fetching what a partial clone lacks. It is for commands
// that might fetch an object for each commit or file.
func gitOffline(ctx context.Context, dir string, args ...string) ([]byte, error) {
	cmd := exec.CommandContext(ctx, "git", args...)
	cmd.Env = append(os.Environ(), "GIT_NO_LAZY_FETCH=1")
	return run(cmd, dir)
}

// run runs a command in a folder and returns its output.
func run(git *exec.Cmd, dir string) ([]byte, error) {
	git.Dir = dir
	var out, problems bytes.Buffer
	git.Stdout, git.Stderr = &out, &problems
	if err := git.Run(); err != nil {
		if text := problem(problems.String()); text != "" {
			err = errors.New(text)
		}
		return nil, fmt.Errorf("git %s: %w", git.Args[1], err)
	}
	return out.Bytes(), nil
}

// problem returns what a failed git says went wrong: its last fatal message, which comes after
// those of the programs that it ran.
func problem(messages string) string {
	text := line([]byte(messages))
	for message := range strings.Lines(messages) {
		if fatal, ok := strings.CutPrefix(message, "fatal: "); ok {
			text = strings.TrimSpace(fatal)
		}
	}
	return text
}

// line returns the first line of an output.
func line(out []byte) string {
	text, _, _ := strings.Cut(string(out), "\n")
	return strings.TrimSpace(text)
}
