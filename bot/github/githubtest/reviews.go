package githubtest

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"
)

// ownComment calls do with the index of one of the bot's comments, or refuses the request.
func (s *Server) ownComment(w http.ResponseWriter, r *http.Request, do func(i int)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	i := slices.IndexFunc(s.comments, func(c Comment) bool { return strconv.Itoa(c.ID) == r.PathValue("id") })
	switch {
	case s.ReadOnly:
		refuse(w, http.StatusForbidden, "Resource not accessible by integration")
	case i < 0:
		refuse(w, http.StatusNotFound, "Not Found")
	case s.comments[i].User != Login:
		refuse(w, http.StatusForbidden, "Must have admin rights to Repository.")
	default:
		do(i)
	}
}

func (s *Server) editComment(w http.ResponseWriter, r *http.Request) {
	var v struct{ Body string }
	if err := json.NewDecoder(r.Body).Decode(&v); err != nil || v.Body == "" {
		refuse(w, http.StatusUnprocessableEntity, "Unprocessable Entity", "Body can't be blank")
		return
	}
	s.ownComment(w, r, func(i int) {
		s.comments[i].Body = v.Body
		answer(w, http.StatusOK, map[string]any{"id": s.comments[i].ID, "body": v.Body})
	})
}

func (s *Server) deleteComment(w http.ResponseWriter, r *http.Request) {
	s.ownComment(w, r, func(i int) {
		s.comments = slices.Delete(s.comments, i, i+1)
		w.WriteHeader(http.StatusNoContent)
	})
}

func (s *Server) editReview(w http.ResponseWriter, r *http.Request) {
	var v struct{ Body string }
	err := json.NewDecoder(r.Body).Decode(&v)
	s.mu.Lock()
	defer s.mu.Unlock()
	i := slices.IndexFunc(s.reviews, func(v Review) bool { return strconv.Itoa(v.ID) == r.PathValue("id") })
	switch {
	case s.ReadOnly:
		refuse(w, http.StatusForbidden, "Resource not accessible by integration")
	case err != nil || i < 0 || v.Body == "" || s.reviews[i].User != Login:
		refuseReview(w, "Could not edit the review")
	default:
		s.reviews[i].Body = v.Body
		answer(w, http.StatusOK, map[string]any{"id": s.reviews[i].ID, "state": "COMMENTED", "body": v.Body})
	}
}

// reviewRequest is the body of a request that creates a review.
type reviewRequest struct {
	CommitID string           `json:"commit_id"`
	Body     string           `json:"body"`
	Event    string           `json:"event"`
	Comments []commentRequest `json:"comments"`
}

// commentRequest is a comment to create, in a review or on its own.
type commentRequest struct {
	Path      string `json:"path"`
	Position  *int   `json:"position"`
	StartLine *int   `json:"start_line"`
	StartSide string `json:"start_side"`
	Line      *int   `json:"line"`
	Side      string `json:"side"`
	Body      string `json:"body"`
}

// comment returns the comment that a request creates.
func (c commentRequest) comment(id, review int) Comment {
	comment := Comment{ID: id, ReviewID: review, Path: c.Path, Line: *c.Line, Body: c.Body, User: Login}
	if c.StartLine != nil {
		comment.StartLine = *c.StartLine
	}
	return comment
}

// maxBody is the size limit of a body, in characters.
const maxBody = 65536

// rejections returns why GitHub would reject the review, nil if it would not.
func (s *Server) rejections(v reviewRequest) (found []string) {
	reject := func(format string, args ...any) { found = append(found, fmt.Sprintf(format, args...)) }
	if v.Body == "" {
		reject("Body can't be blank")
	}
	if v.Event != "COMMENT" {
		reject("event is %q", v.Event)
	}
	if v.CommitID != "" && v.CommitID != s.Head() {
		reject("commit_id is not the head")
	}
	for _, c := range v.Comments {
		switch {
		case c.Line == nil || c.Position != nil:
			reject("pull_request_review_thread.line is missing")
			continue
		case c.Body == "":
			reject("body is missing")
		case c.Side != "RIGHT":
			reject("side %q is not in this pull request", c.Side)
		case len([]rune(c.Body)) > maxBody:
			reject("Body is too long")
		}
		first := *c.Line
		if c.StartLine != nil {
			if first = *c.StartLine; first >= *c.Line {
				reject("start_line must precede the end line")
			}
		}
		if s.Refuse != nil && s.Refuse(c.Path, *c.Line) {
			reject("pull_request_review_thread.line could not be resolved")
		}
		if !s.holds(c.Path, first, *c.Line) {
			reject("pull_request_review_thread.line must be part of the diff: %s:%d-%d", c.Path, first, *c.Line)
		}
	}
	if len([]rune(v.Body)) > maxBody {
		reject("Body is too long")
	}
	return found
}

func (s *Server) createReview(w http.ResponseWriter, r *http.Request) {
	if s.ReadOnly {
		refuse(w, http.StatusForbidden, "Resource not accessible by integration")
		return
	}
	var v reviewRequest
	if err := json.NewDecoder(r.Body).Decode(&v); err != nil {
		refuse(w, http.StatusBadRequest, "Problems parsing JSON")
		return
	}
	if problems := s.rejections(v); len(problems) > 0 {
		refuseReview(w, problems...)
		return
	}
	if s.Pending {
		refuseReview(w, "User can only have one pending review per pull request")
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	id := len(s.reviews) + 1
	s.reviews = append(s.reviews, Review{ID: id, Body: v.Body, User: Login})
	for _, c := range v.Comments {
		s.comments = append(s.comments, c.comment(s.number(), id))
	}
	answer(w, http.StatusOK, map[string]any{"id": id, "state": "COMMENTED", "body": v.Body,
		"html_url": fmt.Sprintf("https://github.com/%s/%s/pull/%d#pullrequestreview-%d", Owner, Repo, Number, id)})
}

// createComment creates a single comment. The rules are those for comments in a review.
func (s *Server) createComment(w http.ResponseWriter, r *http.Request) {
	if s.ReadOnly {
		refuse(w, http.StatusForbidden, "Resource not accessible by integration")
		return
	}
	var c struct {
		commentRequest
		CommitID string `json:"commit_id"`
	}
	if err := json.NewDecoder(r.Body).Decode(&c); err != nil {
		refuse(w, http.StatusBadRequest, "Problems parsing JSON")
		return
	}
	if problems := s.rejections(reviewRequest{CommitID: c.CommitID, Body: "-", Event: "COMMENT", Comments: []commentRequest{c.commentRequest}}); len(problems) > 0 {
		refuse(w, http.StatusUnprocessableEntity, "Unprocessable Entity", problems...)
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	comment := c.comment(s.number(), 0)
	s.comments = append(s.comments, comment)
	answer(w, http.StatusCreated, map[string]any{"id": comment.ID})
}

// pendingID is the ID of the pending review.
const pendingID = 4711

func (s *Server) listReviews(w http.ResponseWriter, r *http.Request) {
	type review struct {
		ID    int    `json:"id"`
		State string `json:"state"`
		Body  string `json:"body"`
	}
	var all []review
	for _, v := range s.Reviews() {
		all = append(all, review{v.ID, "COMMENTED", v.Body})
	}
	if s.Pending {
		all = append(all, review{pendingID, "PENDING", ""})
	}
	page(w, r, all)
}

func (s *Server) deletePending(w http.ResponseWriter, r *http.Request) {
	if !s.Pending || r.PathValue("id") != strconv.Itoa(pendingID) {
		refuse(w, http.StatusUnprocessableEntity, "Can not delete a non-pending pull request review")
		return
	}
	s.Pending = false
	answer(w, http.StatusOK, map[string]any{"id": pendingID})
}
