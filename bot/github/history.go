package github

import (
	"context"
	"sync"

	"github.com/google/go-github/v60/github"
)

// History tells how often paths change, by the commits API: one request for
// each path, at most maxHistory of them.
type History struct {
	ctx   context.Context
	pr    *PullRequest
	mu    sync.Mutex     // one request at a time
	known map[string]int // -1: asked and not known
}

const maxHistory = 8

// History returns the history of the pull request's base branch.
func (p *PullRequest) History(ctx context.Context) *History {
	return &History{ctx: ctx, pr: p, known: map[string]int{}}
}

// Changes implements rules.History. What the API does not tell is not known;
// a rule then does without.
func (h *History) Changes(path string) (commits int, known bool) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if n, asked := h.known[path]; asked {
		return n, n > 0
	}
	if len(h.known) >= maxHistory {
		return 0, false
	}
	h.known[path] = -1
	list, response, err := h.pr.api.Repositories.ListCommits(h.ctx, h.pr.owner, h.pr.repo, &github.CommitsListOptions{
		SHA: h.pr.BaseSHA, Path: path, ListOptions: github.ListOptions{PerPage: 1},
	})
	if err != nil || len(list) == 0 {
		return 0, false
	}
	h.known[path] = max(response.LastPage, len(list)) // pages of one commit each
	return h.known[path], true
}
