package github

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/google/go-github/v60/github"

	"github.com/drydock-dev/drydock/bot/review"
)

// How a request that writes can fail.
var (
	// ErrReadOnly says that the token isn't allowed to post.
	ErrReadOnly = errors.New("the token isn't allowed to post reviews")
	// ErrLimited says that a rate limit is reached, and the wait is too long.
	ErrLimited = errors.New("not posted")
	// ErrRefused says that GitHub refused the request as invalid (422).
	ErrRefused = errors.New("refused")
	// ErrUnknownOutcome says that the request may have succeeded: it timed out, was cut off, or
	// got a 5xx.
	ErrUnknownOutcome = errors.New("may not have succeeded")
)

// Post creates the review on the head and returns its address.
func (p *PullRequest) Post(ctx context.Context, r review.Review) (string, error) {
	request := &github.PullRequestReviewRequest{CommitID: &p.HeadSHA, Body: &r.Body, Event: github.String("COMMENT")}
	for _, c := range r.Comments {
		draft := &github.DraftReviewComment{Path: &c.Path, Line: &c.Line, Side: &c.Side, Body: &c.Body}
		if c.StartLine != nil {
			draft.StartLine, draft.StartSide = c.StartLine, &c.Side
		}
		request.Comments = append(request.Comments, draft)
	}
	created, _, err := p.api.PullRequests.CreateReview(ctx, p.owner, p.repo, p.Number, request)
	return created.GetHTMLURL(), p.writeError("post the review", err)
}

// PostComment creates one comment without a review.
func (p *PullRequest) PostComment(ctx context.Context, c review.Comment) error {
	comment := &github.PullRequestComment{CommitID: &p.HeadSHA, Path: &c.Path, Line: &c.Line, Side: &c.Side, Body: &c.Body}
	if c.StartLine != nil {
		comment.StartLine, comment.StartSide = c.StartLine, &c.Side
	}
	_, _, err := p.api.PullRequests.CreateComment(ctx, p.owner, p.repo, p.Number, comment)
	return p.writeError("post a comment", err)
}

// DropPending deletes the pending review of the token's account: GitHub accepts no second
// review beside it. Only that account can see it.
func (p *PullRequest) DropPending(ctx context.Context) error {
	reviews, err := allPages(func(page github.ListOptions) ([]*github.PullRequestReview, *github.Response, error) {
		return p.api.PullRequests.ListReviews(ctx, p.owner, p.repo, p.Number, &page)
	})
	if err != nil {
		return p.explain("list the reviews", err)
	}
	for _, r := range reviews {
		if r.GetState() != "PENDING" {
			continue
		}
		if _, _, err := p.api.PullRequests.DeletePendingReview(ctx, p.owner, p.repo, p.Number, r.GetID()); err != nil {
			return p.writeError("delete a pending review", err)
		}
	}
	return nil
}

// Edit replaces the text of one of the bot's comments. It does nothing if somebody deleted the
// comment.
func (p *PullRequest) Edit(ctx context.Context, e review.Edit) error {
	_, _, err := p.api.PullRequests.EditComment(ctx, p.owner, p.repo, e.CommentID, &github.PullRequestComment{Body: &e.Body})
	if notFound(err) {
		return nil
	}
	return p.writeError("edit a comment", err)
}

// Resolve resolves a thread. If that fails, as it often does with a workflow's own token, it
// edits the comment instead.
func (p *PullRequest) Resolve(ctx context.Context, c review.Resolve) error {
	const query = `mutation($thread: ID!) { resolveReviewThread(input: {threadId: $thread}) { thread { isResolved } } }`
	if err := p.ask(ctx, query, map[string]any{"thread": c.ThreadID}, &struct{}{}); err == nil {
		return nil
	}
	return p.Edit(ctx, review.Edit{CommentID: c.CommentID, Body: c.Body})
}

// Delete deletes one of the bot's comments, if it still exists.
func (p *PullRequest) Delete(ctx context.Context, commentID int64) error {
	_, err := p.api.PullRequests.DeleteComment(ctx, p.owner, p.repo, commentID)
	if notFound(err) {
		return nil
	}
	return p.writeError("delete a comment", err)
}

// EditReview replaces the text of one of the bot's reviews.
func (p *PullRequest) EditReview(ctx context.Context, e review.Posted) error {
	_, _, err := p.api.PullRequests.UpdateReview(ctx, p.owner, p.repo, p.Number, e.ID, e.Body)
	return p.writeError("edit a review", err)
}

// writeError explains the error of a request that writes, and wraps the matching error from
// above, if any.
func (c *Client) writeError(what string, err error) error {
	if err == nil {
		return nil
	}
	explained := c.explain(what, err)
	var response *github.ErrorResponse
	var network *url.Error
	kind := error(nil)
	switch {
	case isRateLimit(err):
		kind = ErrLimited
	case errors.As(err, &response):
		switch status := response.Response.StatusCode; {
		case status == http.StatusForbidden:
			kind = ErrReadOnly
		case status == http.StatusUnprocessableEntity:
			kind = ErrRefused
		case status >= http.StatusInternalServerError:
			kind = ErrUnknownOutcome
		}
	case errors.As(err, &network):
		kind = ErrUnknownOutcome
	}
	if kind == nil {
		return explained
	}
	return fmt.Errorf("%w: %w", kind, explained)
}

// IsPending reports whether a request was refused because of a pending review.
func IsPending(err error) bool {
	return errors.Is(err, ErrRefused) && strings.Contains(err.Error(), "pending review")
}

// isRateLimit reports whether an error says that a rate limit is reached, in any of the forms
// that GitHub and the libraries use.
func isRateLimit(err error) bool {
	var primary *github.RateLimitError
	var secondary *github.AbuseRateLimitError
	var response *github.ErrorResponse
	return errors.As(err, &primary) || errors.As(err, &secondary) ||
		errors.As(err, &response) && isRateLimited(response.Response)
}
