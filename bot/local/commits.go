package local

import (
	"context"
	"fmt"
	"strings"
	"time"
)

// Commit is a commit with one parent.
type Commit struct {
	ID, Parent string
	Date       time.Time // when it was committed
	Files      []string  // that it adds or changes
}

// Commits lists the commits with one parent on the line of first parents from the current commit,
// newest first.
func (r *Repository) Commits(ctx context.Context) ([]Commit, error) {
	// Renames aren't looked for: that would need the contents of files, which partial clones don't have.
	out, err := git(ctx, r.Dir, "log", "-z", "--first-parent", "--min-parents=1", "--max-parents=1", "--no-renames", "--diff-filter=d",
		"--format=%x01%H%x00%P%x00%cI%x00", "--name-only", "HEAD")
	if err != nil {
		return nil, err
	}
	var commits []Commit
	for text := range strings.SplitSeq(strings.TrimPrefix(string(out), "\x01"), "\x01") {
		fields := strings.Split(text, "\x00")
		if len(fields) < 3 {
			continue // no commits
		}
		date, err := time.Parse(time.RFC3339, fields[2])
		if err != nil {
			return nil, fmt.Errorf("git log: %w", err)
		}
		c := Commit{ID: fields[0], Parent: fields[1], Date: date}
		for _, name := range fields[3:] {
			if name = strings.Trim(name, "\n"); name != "" {
				c.Files = append(c.Files, name)
			}
		}
		commits = append(commits, c)
	}
	return commits, nil
}

// Between opens the change from one commit to another, without checking anything out.
func (r *Repository) Between(ctx context.Context, base, head string) (*Branch, error) {
	before, err := r.commit(ctx, base)
	if err != nil {
		return nil, err
	}
	after, err := r.commit(ctx, head)
	if err != nil {
		return nil, err
	}
	return &Branch{dir: r.Dir, base: before, head: after, Warn: func(string) {}}, nil
}

// commit returns the ID of the commit that a revision names.
func (r *Repository) commit(ctx context.Context, revision string) (string, error) {
	id, err := git(ctx, r.Dir, "rev-parse", "--verify", "--quiet", revision+"^{commit}")
	if err != nil {
		return "", fmt.Errorf("git knows no commit %q", revision)
	}
	return line(id), nil
}
