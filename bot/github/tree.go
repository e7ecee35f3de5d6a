package github

import (
	"context"
	"fmt"
	"sync"

	"github.com/google/go-github/v60/github"

	"github.com/drydock-dev/drydock/bot"
)

// maxReads is how many files of the tree are read at most, and maxRead how long
// one may be, in bytes: each is a request.
const (
	maxReads = 20
	maxRead  = 1 << 20
)

// Tree returns the files of a commit, nil when there are more than the API lists.
// What a file holds is read when a rule asks for it.
func (r *Range) Tree(ctx context.Context, sha string) (*bot.Tree, error) {
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
			entries = append(entries, bot.Entry{Path: e.GetPath(), SHA: e.GetSHA(), Regular: regular, Size: int64(e.GetSize())})
		}
	}
	return bot.NewTree(entries, r.blobReader(ctx, listed.Entries)), nil
}

// list returns what GitHub lists of a commit's files, all of them unless it says
// that the list is truncated.
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

// blobReader returns a function that reads blobs, each once, up to a number.
func (r *Range) blobReader(ctx context.Context, entries []*github.TreeEntry) func(sha string) ([]byte, error) {
	sizes := map[string]int{}
	for _, e := range entries {
		sizes[e.GetSHA()] = e.GetSize()
	}
	var mu sync.Mutex // one request at a time
	known := map[string][]byte{}
	return func(sha string) ([]byte, error) {
		mu.Lock()
		defer mu.Unlock()
		if text, ok := known[sha]; ok {
			return text, nil
		}
		if len(known) >= maxReads || sizes[sha] > maxRead {
			return nil, fmt.Errorf("not read: %d files were read already, or it is longer than %d bytes", len(known), maxRead)
		}
		text, _, err := r.api.Git.GetBlobRaw(ctx, r.owner, r.repo, sha)
		if err != nil {
			return nil, r.explain("read a file", err)
		}
		known[sha] = text
		return text, nil
	}
}
