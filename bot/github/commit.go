package github

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strings"

	"github.com/google/go-github/v60/github"
)

// Head is where a pull request stands.
type Head struct {
	Open             bool
	Fork             bool   // the branch is in another repository
	Branch           string // that commits would go to
	HeadSHA, BaseSHA string
}

// Head returns where a pull request stands now.
func (c *Client) Head(ctx context.Context, number int) (Head, error) {
	pr, _, err := c.api.PullRequests.Get(ctx, c.owner, c.repo, number)
	if err != nil {
		return Head{}, c.explain("read the pull request", err)
	}
	return Head{
		Open:   pr.GetState() == "open",
		Fork:   pr.GetHead().GetRepo().GetFullName() != pr.GetBase().GetRepo().GetFullName(),
		Branch: pr.GetHead().GetRef(), HeadSHA: pr.GetHead().GetSHA(), BaseSHA: pr.GetBase().GetSHA(),
	}, nil
}

// MayWrite reports whether an account may push to the repository.
func (c *Client) MayWrite(ctx context.Context, login string) (bool, error) {
	level, _, err := c.api.Repositories.GetPermissionLevel(ctx, c.owner, c.repo, login)
	if err != nil {
		return false, c.explain("read what "+login+" may do", err)
	}
	return level.GetPermission() == "admin" || level.GetPermission() == "write", nil
}

// Reply comments on a pull request as a whole.
func (c *Client) Reply(ctx context.Context, number int, body string) error {
	_, _, err := c.api.Issues.CreateComment(ctx, c.owner, c.repo, number, &github.IssueComment{Body: &body})
	return c.writeError("reply", err)
}

// ErrMoved says that a branch is no longer where a commit was to be put.
var ErrMoved = errors.New("the branch has moved on")

// Workflows is the folder whose files no token of a workflow may change: it has no such
// permission. https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#permissions
const Workflows = ".github/workflows/"

// Commit puts a commit with other texts of files, by path, onto a branch whose
// head is still the expected one, and returns the commit. The error is ErrMoved
// when it is not, ErrReadOnly when the token may not.
func (c *Client) Commit(ctx context.Context, h Head, headline string, files map[string][]byte) (sha string, err error) {
	const query = `mutation($input: CreateCommitOnBranchInput!) { createCommitOnBranch(input: $input) { commit { oid } } }`
	var answer struct {
		CreateCommitOnBranch struct{ Commit struct{ OID string } }
	}
	var additions []map[string]any
	for _, path := range slices.Sorted(maps.Keys(files)) {
		additions = append(additions, map[string]any{"path": path, "contents": files[path]}) // in base64
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
