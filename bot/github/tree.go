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

// HeadTree returns the files of the head, nil when there are more than the API
// lists. What a file holds is read when a rule asks for it.
func (p *PullRequest) HeadTree(ctx context.Context) (*bot.Tree, error) {
	return p.tree(ctx, p.HeadSHA)
}

// BaseTree returns the files of the base branch's tip, as HeadTree does.
func (p *PullRequest) BaseTree(ctx context.Context) (*bot.Tree, error) {
	return p.tree(ctx, p.BaseSHA)
}

func (p *PullRequest) tree(ctx context.Context, sha string) (*bot.Tree, error) {
	listed, _, err := p.api.Git.GetTree(ctx, p.owner, p.repo, sha, true)
	if err != nil {
		return nil, p.explain("list the repository's files", err)
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
	return bot.NewTree(entries, p.blobReader(ctx, listed.Entries)), nil
}

// blobReader returns a function that reads blobs, each once, up to a number.
func (p *PullRequest) blobReader(ctx context.Context, entries []*github.TreeEntry) func(sha string) ([]byte, error) {
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
		text, _, err := p.api.Git.GetBlobRaw(ctx, p.owner, p.repo, sha)
		if err != nil {
			return nil, p.explain("read a file", err)
		}
		known[sha] = text
		return text, nil
	}
}
