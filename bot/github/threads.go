package github

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/google/go-github/v60/github"
	"github.com/shurcooL/githubv4"

	"github.com/drydock-dev/drydock/bot/review"
)

// threadsQuery asks for what the bot has said on a pull request, and for the head.
type threadsQuery struct {
	Viewer     struct{ Login string }
	Repository struct {
		PullRequest struct {
			HeadRefOid    string
			ReviewThreads struct {
				Nodes []struct {
					ID         string
					IsResolved bool
					ResolvedBy *struct{ Login string }
					Path       string
					StartLine  *int
					Line       *int
					Comments   struct {
						Nodes []struct {
							DatabaseID      int64 `graphql:"databaseId"`
							ViewerDidAuthor bool
							Body            string
						}
					} `graphql:"comments(first: 1)"`
				}
				PageInfo pageInfo
			} `graphql:"reviewThreads(first: 100, after: $threads)"`
			Reviews struct {
				Nodes []struct {
					ViewerDidAuthor bool
					Body            string
				}
				PageInfo pageInfo
			} `graphql:"reviews(first: 100, after: $reviews)"`
		} `graphql:"pullRequest(number: $number)"`
	} `graphql:"repository(owner: $owner, name: $name)"`
}

type pageInfo struct {
	HasNextPage bool
	EndCursor   githubv4.String
}

// next moves a cursor on; false when there is no further page.
func (p pageInfo) next(cursor **githubv4.String) bool {
	if p.HasNextPage {
		*cursor = &p.EndCursor
	}
	return p.HasNextPage
}

// Said returns what the token's own account has said on the pull request, and the
// commit that is its head now. Whatever markers others write does not count.
func (p *PullRequest) Said(ctx context.Context) (said review.Said, head string, err error) {
	said.Bodies = map[string]bool{}
	known := map[string]bool{} // threads, since the last page may come again
	var threads, reviews *githubv4.String
	for more := true; more; {
		var q threadsQuery
		err := p.graph.Query(ctx, &q, map[string]any{
			"owner": githubv4.String(p.owner), "name": githubv4.String(p.repo), "number": githubv4.Int(p.Number), //nolint:gosec // a pull request's number
			"threads": threads, "reviews": reviews,
		})
		if err != nil {
			return said, "", p.explain("read the review threads", graphError(err))
		}
		pr := q.Repository.PullRequest
		head = pr.HeadRefOid
		for _, n := range pr.ReviewThreads.Nodes {
			if known[n.ID] || len(n.Comments.Nodes) == 0 || !n.Comments.Nodes[0].ViewerDidAuthor {
				continue
			}
			known[n.ID] = true
			first := n.Comments.Nodes[0]
			t := review.Thread{ID: n.ID, CommentID: first.DatabaseID, Path: n.Path, Body: first.Body, Resolved: n.IsResolved}
			if n.Line != nil {
				t.Line = *n.Line
			}
			if n.StartLine != nil {
				t.StartLine = *n.StartLine
			}
			t.ByPerson = n.ResolvedBy != nil && !sameAccount(n.ResolvedBy.Login, q.Viewer.Login)
			said.Threads = append(said.Threads, t)
		}
		for _, n := range pr.Reviews.Nodes {
			if n.ViewerDidAuthor {
				for _, print := range review.Prints(n.Body) {
					said.Bodies[print] = true
				}
			}
		}
		moreThreads, moreReviews := pr.ReviewThreads.PageInfo.next(&threads), pr.Reviews.PageInfo.next(&reviews)
		more = moreThreads || moreReviews
	}
	return said, head, nil
}

// sameAccount compares logins: GraphQL leaves out the ending that REST gives to
// apps.
func sameAccount(a, b string) bool {
	return strings.TrimSuffix(a, "[bot]") == strings.TrimSuffix(b, "[bot]")
}

// graphError makes an error of the GraphQL API one that explain knows. The library
// gives a status only as text.
func graphError(err error) error {
	for _, status := range []int{http.StatusUnauthorized, http.StatusForbidden, http.StatusNotFound} {
		if strings.Contains(err.Error(), fmt.Sprintf("non-200 OK status code: %d", status)) {
			return &github.ErrorResponse{Response: &http.Response{StatusCode: status}, Message: "GraphQL"}
		}
	}
	return err
}

// Edit gives one of the bot's comments another text.
func (p *PullRequest) Edit(ctx context.Context, e review.Edit) error {
	_, _, err := p.api.PullRequests.EditComment(ctx, p.owner, p.repo, e.CommentID, &github.PullRequestComment{Body: &e.Body})
	return p.writing("edit a comment", err)
}

// Close resolves a thread. Where the token may not, which a workflow's own often
// may not, the comment says that it is done.
func (p *PullRequest) Close(ctx context.Context, c review.Close) error {
	var m struct {
		ResolveReviewThread struct {
			Thread struct{ IsResolved bool }
		} `graphql:"resolveReviewThread(input: $input)"`
	}
	err := p.graph.Mutate(ctx, &m, githubv4.ResolveReviewThreadInput{ThreadID: c.ThreadID}, nil)
	if err == nil {
		return nil
	}
	return p.Edit(ctx, review.Edit{CommentID: c.CommentID, Body: c.Body})
}

// writing makes the refusal of a read-only token ErrReadOnly, and explains any
// other error.
func (p *PullRequest) writing(what string, err error) error {
	var response *github.ErrorResponse
	if errors.As(err, &response) && response.Response.StatusCode == http.StatusForbidden && !rateLimited(err) {
		return ErrReadOnly
	}
	if err != nil {
		return p.explain(what, err)
	}
	return nil
}
