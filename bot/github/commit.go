package github

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strings"

	"github.com/google/go-github/v60/github"
)

// Head is the current state of a pull request's branch.
type Head struct {
	Number           int // of the pull request
	Open             bool
	Fork             bool   // the branch is in another repository
	Branch           string // the branch that commits go to
	HeadSHA, BaseSHA string
}

// Head returns the current state of a pull request's branch.
func (c *Client) Head(ctx context.Context, number int) (Head, error) {
	pr, _, err := c.api.PullRequests.Get(ctx, c.owner, c.repo, number)
	if err != nil {
		return Head{}, c.explain("read the pull request", err)
	}
	return headOf(pr), nil
}

// HeadAt returns the state of the newest open pull request whose branch is at a commit. owner has the branch's
// repository, which may be a fork. ok is false if there is none.
func (c *Client) HeadAt(ctx context.Context, owner, branch, sha string) (h Head, ok bool, err error) {
	all, err := allPages(func(page github.ListOptions) ([]*github.PullRequest, *github.Response, error) {
		return c.api.PullRequests.List(ctx, c.owner, c.repo, &github.PullRequestListOptions{State: "open", Head: owner + ":" + branch, ListOptions: page})
	})
	if err != nil {
		return Head{}, false, c.explain("list the pull requests", err)
	}
	for _, pr := range all {
		if pr.GetHead().GetSHA() == sha {
			return headOf(pr), true, nil
		}
	}
	return Head{}, false, nil
}

func headOf(pr *github.PullRequest) Head {
	return Head{
		Number: pr.GetNumber(),
		Open:   pr.GetState() == "open",
		Fork:   pr.GetHead().GetRepo().GetFullName() != pr.GetBase().GetRepo().GetFullName(),
		Branch: pr.GetHead().GetRef(), HeadSHA: pr.GetHead().GetSHA(), BaseSHA: pr.GetBase().GetSHA(),
	}
}

// MayWrite reports whether an account is allowed to push to the repository.
func (c *Client) MayWrite(ctx context.Context, login string) (bool, error) {
	level, _, err := c.api.Repositories.GetPermissionLevel(ctx, c.owner, c.repo, login)
	if err != nil {
		return false, c.explain("read the permissions of "+login, err)
	}
	return level.GetPermission() == "admin" || level.GetPermission() == "write", nil
}

// Reply comments on a pull request as a whole.
func (c *Client) Reply(ctx context.Context, number int, body string) error {
	_, _, err := c.api.Issues.CreateComment(ctx, c.owner, c.repo, number, &github.IssueComment{Body: &body})
	return c.writeError("reply", err)
}

// ErrMoved says that a branch has got new commits.
var ErrMoved = errors.New("the branch has new commits")

// Workflows is the folder of the workflows. A workflow's token can't change files there: there
// is no such permission. https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#permissions
const Workflows = ".github/workflows/"

// Commit commits new texts of files, by path, to a branch, and returns the commit. The error
// is ErrMoved if the branch's head is not h.HeadSHA, ErrReadOnly if the token isn't allowed to.
func (c *Client) Commit(ctx context.Context, h Head, headline string, files map[string][]byte) (sha string, err error) {
	const query = `mutation($input: CreateCommitOnBranchInput!) { createCommitOnBranch(input: $input) { commit { oid } } }`
	var answer struct {
		CreateCommitOnBranch struct{ Commit struct{ OID string } }
	}
	var additions []map[string]any
	for _, path := range slices.Sorted(maps.Keys(files)) {
		additions = append(additions, map[string]any{"path": path, "contents": files[path]}) // as base64
	}
	err = c.ask(ctx, query, map[string]any{"input": map[string]any{
		"branch":          map[string]any{"repositoryNameWithOwner": c.owner + "/" + c.repo, "branchName": h.Branch},
		"message":         map[string]any{"headline": headline},
		"expectedHeadOid": h.HeadSHA,
		"fileChanges":     map[string]any{"additions": additions},
	}}, &answer)
	if err != nil && strings.Contains(err.Error(), "Expected branch to point to") {
		return "", ErrMoved
	}
	if err != nil {
		return "", c.writeError("commit to "+h.Branch, err)
	}
	return answer.CreateCommitOnBranch.Commit.OID, nil
}
