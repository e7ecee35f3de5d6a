package github

import (
	"context"
	"crypto/sha1" //nolint:gosec // git's name for a blob
	"encoding/hex"
	"fmt"
	"strings"

	"github.com/drydock-dev/drydock/bot/review"
)

// stateQuery asks for a pull request's threads, reviews and head. %s is for queries of blobs.
const stateQuery = `query($owner: String!, $name: String!, $number: Int!, $threads: String, $reviews: String) {
	viewer { login }
	repository(owner: $owner, name: $name) {
		pullRequest(number: $number) {
			headRefOid
			reviewThreads(first: 100, after: $threads) {
				nodes {
					id isResolved resolvedBy { login } path startLine line
					comments(first: 1) { totalCount nodes { databaseId viewerDidAuthor body pullRequestReview { databaseId } } }
				}
				pageInfo { hasNextPage endCursor }
			}
			reviews(first: 100, after: $reviews) {
				nodes { databaseId viewerDidAuthor body }
				pageInfo { hasNextPage endCursor }
			}
		}
	}
	%s
}`

// stateAnswer is the answer to stateQuery.
type stateAnswer struct {
	Viewer     struct{ Login string }
	Repository struct {
		PullRequest struct {
			HeadRefOid    string
			ReviewThreads struct {
				Nodes    []threadNode
				PageInfo pageInfo
			}
			Reviews struct {
				Nodes []struct {
					DatabaseID      int64
					ViewerDidAuthor bool
					Body            string
				}
				PageInfo pageInfo
			}
		}
	}
	Blobs map[string]*struct {
		Text        *string
		IsTruncated bool
	}
}

type threadNode struct {
	ID         string
	IsResolved bool
	ResolvedBy *struct{ Login string }
	Path       string
	StartLine  int // 0 for null
	Line       int
	Comments   struct {
		TotalCount int
		Nodes      []struct {
			DatabaseID        int64
			ViewerDidAuthor   bool
			Body              string
			PullRequestReview *struct{ DatabaseID int64 }
		}
	}
}

type pageInfo struct {
	HasNextPage bool
	EndCursor   string
}

// next moves a cursor to the next page, and returns false if there is none.
func (p pageInfo) next(cursor **string) bool {
	if p.HasNextPage {
		*cursor = &p.EndCursor
	}
	return p.HasNextPage
}

// maxPrefetched is the most blobs to read along with the threads.
const maxPrefetched = 100

// State returns what the token's own account has posted on the pull request, and the current
// head. Markers in other accounts' comments don't count.
//
// The same request prefetches blobs. Blobs that the answer lacks are read when needed.
func (p *PullRequest) State(ctx context.Context, blobs ...string) (state review.State, head string, err error) {
	known := map[string]bool{} // threads and reviews; the last page may come again
	var threads, reviews *string
	for more := true; more; blobs = nil {
		var answer stateAnswer
		err := p.ask(ctx, fmt.Sprintf(stateQuery, blobQuery(blobs)), map[string]any{
			"owner": p.owner, "name": p.repo, "number": p.Number, "threads": threads, "reviews": reviews,
		}, &answer)
		if err != nil {
			return state, "", p.writeError("read the review threads", err)
		}
		p.keepTexts(blobs, answer)
		pr := answer.Repository.PullRequest
		head = pr.HeadRefOid
		for _, n := range pr.ReviewThreads.Nodes {
			if !known[n.ID] && len(n.Comments.Nodes) > 0 && n.Comments.Nodes[0].ViewerDidAuthor {
				known[n.ID] = true
				state.Threads = append(state.Threads, n.thread(answer.Viewer.Login))
			}
		}
		for _, n := range pr.Reviews.Nodes {
			if id := fmt.Sprint(n.DatabaseID); n.ViewerDidAuthor && !known[id] {
				known[id] = true
				state.Reviews = append(state.Reviews, review.Posted{ID: n.DatabaseID, Body: n.Body})
			}
		}
		moreThreads, moreReviews := pr.ReviewThreads.PageInfo.next(&threads), pr.Reviews.PageInfo.next(&reviews)
		more = moreThreads || moreReviews
	}
	return state, head, nil
}

// thread returns a thread as the planner has it. login is the token's account.
func (n threadNode) thread(login string) review.Thread {
	first := n.Comments.Nodes[0]
	t := review.Thread{
		ID: n.ID, CommentID: first.DatabaseID, Path: n.Path, StartLine: n.StartLine, Line: n.Line, Body: first.Body,
		Resolved: n.IsResolved, HasReplies: n.Comments.TotalCount > 1,
		ResolvedByPerson: n.ResolvedBy != nil && !sameAccount(n.ResolvedBy.Login, login),
	}
	if first.PullRequestReview != nil {
		t.ReviewID = first.PullRequestReview.DatabaseID
	}
	return t
}

// sameAccount compares logins. For an app, only the REST API adds the suffix "[bot]".
func sameAccount(a, b string) bool {
	return strings.TrimSuffix(a, "[bot]") == strings.TrimSuffix(b, "[bot]")
}

// blobQuery returns the query for blobs by their SHA, "" for none.
func blobQuery(blobs []string) string {
	var b strings.Builder
	for i, sha := range blobs[:min(len(blobs), maxPrefetched)] {
		if _, err := hex.DecodeString(sha); err == nil && sha != "" {
			fmt.Fprintf(&b, " b%d: object(oid: %q) { ... on Blob { text isTruncated } }", i, sha)
		}
	}
	if b.Len() == 0 {
		return ""
	}
	return "blobs: repository(owner: $owner, name: $name) {" + b.String() + " }"
}

// keepTexts keeps the texts of prefetched blobs. GraphQL converts them to UTF-8: a text that
// doesn't match its SHA is dropped, and read as it is later.
func (r *Range) keepTexts(blobs []string, answer stateAnswer) {
	if r.texts == nil {
		r.texts = map[string][]byte{}
	}
	for i, sha := range blobs {
		blob := answer.Blobs[fmt.Sprintf("b%d", i)]
		if blob == nil || blob.Text == nil || blob.IsTruncated {
			continue
		}
		sum := sha1.Sum(fmt.Appendf(nil, "blob %d\x00%s", len(*blob.Text), *blob.Text)) //nolint:gosec // as above
		if hex.EncodeToString(sum[:]) == sha {
			r.texts[sha] = []byte(*blob.Text)
		}
	}
}

// blob returns a blob by its SHA.
func (r *Range) blob(ctx context.Context, sha string) ([]byte, error) {
	if text, ok := r.texts[sha]; ok {
		return text, nil
	}
	text, _, err := r.api.Git.GetBlobRaw(ctx, r.owner, r.repo, sha)
	return text, err
}
