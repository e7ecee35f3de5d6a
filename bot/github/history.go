package github

import (
	"cmp"
	"context"
	"errors"
	"io/fs"
	"sync"

	"github.com/google/go-github/v60/github"
)

// History counts the commits that change a path, through the commits API. Each path takes a
// request, and there are at most maxHistory.
type History struct {
	ctx   context.Context
	of    *Range
	mu    sync.Mutex     // one request at a time
	known map[string]int // -1: asked, but not known
}

const maxHistory = 8

// History returns the history of the base branch, or of the head if there is no base.
func (r *Range) History(ctx context.Context) *History {
	return &History{ctx: ctx, of: r, known: map[string]int{}}
}

// Changes implements rules.History. If the API fails, the count is not known.
func (h *History) Changes(path string) (commits int, known bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if n, asked := h.known[path]; asked {
		return n, n > 0
	}
	if len(h.known) >= maxHistory || h.of.baseLacks(path) {
		return 0, false
	}
	h.known[path] = -1
	asked := path
	if path == "." { // all commits
		asked = ""
	}
	list, response, err := h.of.api.Repositories.ListCommits(h.ctx, h.of.owner, h.of.repo, &github.CommitsListOptions{
		SHA: cmp.Or(h.of.BaseSHA, h.of.HeadSHA), Path: asked, ListOptions: github.ListOptions{PerPage: 1},
	})
	if err != nil || len(list) == 0 {
		return 0, false
	}
	h.known[path] = max(response.LastPage, len(list)) // pages of one commit each
	return h.known[path], true
}

// baseLacks reports whether the base is known to have no such path. That saves a request.
func (r *Range) baseLacks(path string) bool {
	if r.base == nil {
		return false
	}
	_, err := fs.Stat(r.base, path)
	return errors.Is(err, fs.ErrNotExist)
}
