package github

import (
	"context"
	"fmt"
	"sync"

	"github.com/google/go-github/v60/github"

	"github.com/drydock-dev/drydock/bot"
)

// The most files of a tree that are read by a request each, and the size limit of one in bytes.
const (
	maxTreeFiles     = 60
	maxTreeFileBytes = 1 << 20
)

// HeadTree returns the files of the head, nil if there are more than the API lists. A file is
// read when a rule asks for it.
func (r *Range) HeadTree(ctx context.Context) (*bot.Tree, error) {
	tree, err := r.tree(ctx, r.HeadSHA)
	r.head = tree
	return tree, err
}

// BaseTree returns the files of the base, as HeadTree does, nil if there is no base. If the
// base is the merge base and the head's tree is known, it undoes the changes in that: this
// takes no request.
func (r *Range) BaseTree(ctx context.Context, changes []bot.Change) (tree *bot.Tree, err error) {
	switch {
	case r.BaseSHA == "":
		return nil, nil
	case r.BaseSHA == r.mergeBase && r.head != nil && len(changes) < maxListed:
		tree = r.head.Undo(changes)
	default:
		tree, err = r.tree(ctx, r.BaseSHA)
	}
	r.base = tree
	return tree, err
}

func (r *Range) tree(ctx context.Context, sha string) (*bot.Tree, error) {
	listed, err := r.list(ctx, sha)
	if err != nil {
		return nil, err
	}
	if listed.GetTruncated() {
		return nil, nil
	}
	var entries []bot.Entry
	for _, e := range listed.Entries {
		if e.GetType() != "tree" {
			regular := e.GetType() == "blob" && e.GetMode() != "120000"
			entries = append(entries, bot.Entry{Path: e.GetPath(), SHA: e.GetSHA(), Regular: regular, Executable: e.GetMode() == "100755", Size: int64(e.GetSize())})
		}
	}
	return bot.NewTree(entries, r.reader(ctx)), nil
}

// list returns a commit's files as GitHub lists them: all of them, unless the list says that
// it's truncated.
func (r *Range) list(ctx context.Context, sha string) (*github.Tree, error) {
	if known, ok := r.listed[sha]; ok {
		return known, nil
	}
	tree, _, err := r.api.Git.GetTree(ctx, r.owner, r.repo, sha, true)
	if err != nil {
		return nil, r.explain("list the repository's files", err)
	}
	if r.listed == nil {
		r.listed = map[string]*github.Tree{}
	}
	r.listed[sha] = tree
	return tree, nil
}

// reader returns a function that reads files: each once, at most maxTreeFiles by requests. A file
// without a SHA is read from the merge base.
func (r *Range) reader(ctx context.Context) func(bot.Entry) ([]byte, error) {
	var mu sync.Mutex // one request at a time
	known := map[bot.Entry][]byte{}
	requests := 0
	return func(e bot.Entry) (text []byte, err error) {
		mu.Lock()
		defer mu.Unlock()
		if text, ok := known[e]; ok {
			return text, nil
		}
		if _, prefetched := r.texts[e.SHA]; !prefetched {
			if requests >= maxTreeFiles || e.Size > maxTreeFileBytes {
				return nil, fmt.Errorf("not read: %d files were read already, or this one is longer than %d bytes", requests, maxTreeFileBytes)
			}
			requests++
		}
		if e.SHA == "" {
			text, err = r.Read(ctx, e.Path, r.mergeBase)
		} else {
			text, err = r.blob(ctx, e.SHA)
		}
		if err != nil {
			return nil, r.explain("read "+e.Path, err)
		}
		known[e] = text
		return text, nil
	}
}
