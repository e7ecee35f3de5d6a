package github

import (
	"context"
	"errors"
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
			return said, "", p.writing("read the review threads", graphError(err))
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

// checked makes an answer that is none of the GraphQL API, but of a server or a
// limit in front of it, the error that it is for the REST API.
type checked struct{ http.RoundTripper }

func (t checked) RoundTrip(r *http.Request) (*http.Response, error) {
	response, err := t.RoundTripper.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	if err := github.CheckResponse(response); err != nil {
		_ = response.Body.Close() // it was read
		return nil, err
	}
	return response, nil
}

// statuses are what the GraphQL API says in a text that the REST API says by a
// status.
var statuses = map[string]int{
	"rate limit":              http.StatusTooManyRequests,
	"Resource not accessible": http.StatusForbidden,
}

// graphError makes an error of the GraphQL API one that explain and writing know.
func graphError(err error) error {
	var response *github.ErrorResponse
	if errors.As(err, &response) {
		return err
	}
	for text, status := range statuses {
		if strings.Contains(err.Error(), text) {
			return &github.ErrorResponse{Response: &http.Response{StatusCode: status}, Message: "GraphQL: " + text}
		}
	}
	return err
}
