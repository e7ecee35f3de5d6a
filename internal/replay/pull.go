package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/drydock-dev/drydock/bot"
	"github.com/drydock-dev/drydock/bot/local"
	"github.com/drydock-dev/drydock/kinds"
	"github.com/drydock-dev/drydock/lint/config"
	"github.com/drydock-dev/drydock/rules"
)

// pull is a change to review as a pull request.
type pull struct {
	name string // the commit or the folder
	open func(context.Context) (*opened, error)
}

// opened is what a review needs.
type opened struct {
	sides    bot.Sides
	changes  []bot.Change
	settings config.Settings
	known    bot.Facts
}

// commits returns a repository's newest n commits that add or change a file that Drydock reads.
func commits(ctx context.Context, dir string, n int) ([]pull, error) {
	repository, err := local.Find(ctx, dir)
	if err != nil {
		return nil, err
	}
	all, err := repository.Commits(ctx)
	if err != nil {
		return nil, err
	}
	var pulls []pull
	for _, c := range all {
		if len(pulls) < n && slices.ContainsFunc(c.Files, kinds.Known) {
			pulls = append(pulls, pull{c.ID[:10], func(ctx context.Context) (*opened, error) { return openCommit(ctx, repository, c) }})
		}
	}
	if len(pulls) == 0 {
		return nil, fmt.Errorf("no commit of %s changes a file that Drydock reads", dir)
	}
	return pulls, nil
}

// openCommit opens a commit as `drydock review` opens a branch. The commit's date is today.
func openCommit(ctx context.Context, repository *local.Repository, c local.Commit) (*opened, error) {
	branch, err := repository.Between(ctx, c.Parent, c.ID)
	if err != nil {
		return nil, err
	}
	settings, err := bot.ReadSettings("", func(name string) ([]byte, error) { return branch.ReadBase(ctx, name) })
	if err != nil {
		return nil, err
	}
	changes, err := branch.Changes(ctx)
	if err != nil {
		return nil, err
	}
	return &opened{branch, changes, settings, bot.GatherFacts(branch.HeadTree(ctx), branch.BaseTree(ctx), branch.History(ctx), c.Date, nil)}, nil
}

// pairs returns the changes in a folder. Each is a folder with files of the same name in base and
// head. A file on one side only was added or removed.
func pairs(dir string, today time.Time) ([]pull, error) {
	folders, err := os.ReadDir(dir)
	if err != nil {
		return nil, err
	}
	var pulls []pull
	for _, folder := range folders {
		if folder.IsDir() {
			name := folder.Name()
			pulls = append(pulls, pull{name, func(context.Context) (*opened, error) { return openPair(filepath.Join(dir, name), today) }})
		}
	}
	if len(pulls) == 0 {
		return nil, fmt.Errorf("no change in %s", dir)
	}
	return pulls, nil
}

func openPair(dir string, today time.Time) (*opened, error) {
	base, err := readFolder(filepath.Join(dir, "base"))
	if err != nil {
		return nil, err
	}
	head, err := readFolder(filepath.Join(dir, "head"))
	if err != nil {
		return nil, err
	}
	var changes []bot.Change
	for name := range head {
		status := bot.Modified
		if _, there := base[name]; !there {
			status = bot.Added
		}
		changes = append(changes, bot.Change{Path: name, Status: status})
	}
	for name := range base {
		if _, there := head[name]; !there {
			changes = append(changes, bot.Change{Path: name, Status: bot.Removed})
		}
	}
	if len(changes) == 0 {
		return nil, fmt.Errorf("%s: no file in base or head", dir)
	}
	slices.SortFunc(changes, func(a, b bot.Change) int { return cmp.Compare(a.Path, b.Path) })
	return &opened{pair{base, head}, changes, config.Default(rules.All), bot.GatherFacts(nil, nil, nil, today, nil)}, nil
}

// readFolder returns the files in a folder by name, none if there is no such folder.
func readFolder(dir string) (map[string][]byte, error) {
	entries, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	files := map[string][]byte{}
	for _, entry := range entries {
		text, err := os.ReadFile(filepath.Join(dir, entry.Name()))
		if err != nil {
			return nil, err
		}
		files[entry.Name()] = text
	}
	return files, nil
}

// pair is a change whose files are in memory, by name.
type pair struct{ base, head map[string][]byte }

// Head implements bot.Sides.
func (p pair) Head(_ context.Context, c bot.Change) ([]byte, error) { return p.head[c.Path], nil }

// Base implements bot.Sides.
func (p pair) Base(_ context.Context, c bot.Change) ([]byte, error) { return p.base[c.Path], nil }
