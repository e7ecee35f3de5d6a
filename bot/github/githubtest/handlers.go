package githubtest

import (
	"bytes"
	"cmp"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"strings"
)

func (s *Server) handler() http.Handler {
	mux := http.NewServeMux()
	repo := "/repos/" + Owner + "/" + Repo
	pull := fmt.Sprintf("%s/pulls/%d", repo, Number)
	mux.HandleFunc("POST "+repo+"/check-runs", s.createCheck)
	mux.HandleFunc("PATCH "+repo+"/check-runs/{id}", s.updateCheck)
	mux.HandleFunc("GET "+pull, s.getPull)
	mux.HandleFunc(fmt.Sprintf("POST %s/issues/%d/comments", repo, Number), s.reply)
	mux.HandleFunc("GET "+repo+"/collaborators/{login}/permission", s.getPermission)
	mux.HandleFunc("GET "+pull+"/files", s.listFiles)
	mux.HandleFunc("POST "+pull+"/reviews", s.createReview)
	mux.HandleFunc("GET "+pull+"/reviews", s.listReviews)
	mux.HandleFunc("DELETE "+pull+"/reviews/{id}", s.deletePending)
	mux.HandleFunc("PUT "+pull+"/reviews/{id}", s.editReview)
	mux.HandleFunc("DELETE "+repo+"/pulls/comments/{id}", s.deleteComment)
	mux.HandleFunc("POST "+pull+"/comments", s.createComment)
	mux.HandleFunc("PATCH "+repo+"/pulls/comments/{id}", s.editComment)
	mux.HandleFunc("POST /graphql", s.graphql)
	mux.HandleFunc("GET "+repo+"/git/blobs/{sha}", s.getBlob)
	mux.HandleFunc("GET "+repo+"/git/trees/{sha}", s.getTree)
	mux.HandleFunc("GET "+repo+"/contents/{path...}", s.getContents)
	mux.HandleFunc("GET "+repo+"/compare/{range}", s.compare)
	mux.HandleFunc("GET "+repo+"/commits", s.listCommits)
	mux.HandleFunc("/", func(w http.ResponseWriter, _ *http.Request) { refuse(w, http.StatusNotFound, "Not Found") })
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body := s.note(r)
		if r.Header.Get("Authorization") != "Bearer "+Token {
			refuse(w, http.StatusUnauthorized, "Bad credentials")
			return
		}
		switch fault := s.fault(r); {
		case fault != nil && fault.Twice:
			mux.ServeHTTP(httptest.NewRecorder(), r)
			r.Body = io.NopCloser(bytes.NewReader(body))
		case fault != nil:
			fault.answer(w, r, mux)
			return
		}
		if s.Schemas != nil {
			s.described(w, r, body, mux)
			return
		}
		mux.ServeHTTP(w, r)
	})
}

func (s *Server) fault(r *http.Request) *Fault {
	if s.Fault == nil {
		return nil
	}
	s.faultMu.Lock()
	defer s.faultMu.Unlock()
	return s.Fault(r)
}

func (f *Fault) answer(w http.ResponseWriter, r *http.Request, rest http.Handler) {
	if f.Done || f.Half {
		recorder := httptest.NewRecorder()
		rest.ServeHTTP(recorder, r)
		if f.Half {
			maps.Copy(w.Header(), recorder.Header())
			w.Header().Set("Content-Length", strconv.Itoa(recorder.Body.Len()))
			w.WriteHeader(recorder.Code)
			_, _ = w.Write(recorder.Body.Bytes()[:recorder.Body.Len()/2])
		}
	}
	if f.Late {
		_, _ = io.Copy(io.Discard, r.Body) // or the server does not see that the client goes
		<-r.Context().Done()
	}
	if f.Status == 0 {
		panic(http.ErrAbortHandler)
	}
	for name, value := range f.Header {
		w.Header().Set(name, value)
	}
	refuse(w, f.Status, cmp.Or(f.Text, http.StatusText(f.Status)))
}

func answer(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(v) // a client that hangs up is its own affair
}

// refuse answers with an error. GitHub describes what is wrong in objects with a
// message; for reviews, by refuseReview, in plain strings.
func refuse(w http.ResponseWriter, status int, message string, errors ...string) {
	details := []any{}
	for _, e := range errors {
		details = append(details, map[string]string{"message": e, "code": "custom"})
	}
	refuseWith(w, status, message, details)
}

func refuseReview(w http.ResponseWriter, errors ...string) {
	details := []any{}
	for _, e := range errors {
		details = append(details, e)
	}
	refuseWith(w, http.StatusUnprocessableEntity, "Unprocessable Entity", details)
}

func refuseWith(w http.ResponseWriter, status int, message string, details []any) {
	body := map[string]any{"message": message, "documentation_url": "https://docs.github.com/rest"}
	if len(details) > 0 {
		body["errors"] = details
	}
	answer(w, status, body)
}

// page answers with one page of a list: 30 entries unless asked for more, 100
// at most, and the Link header to the next and the last.
func page[T any](w http.ResponseWriter, r *http.Request, all []T) {
	size, _ := strconv.Atoi(r.URL.Query().Get("per_page"))
	if size <= 0 {
		size = 30
	}
	size = min(size, 100)
	number, _ := strconv.Atoi(r.URL.Query().Get("page"))
	number = max(number, 1)
	last := max((len(all)+size-1)/size, 1)
	if number < last {
		link := func(n int, rel string) string {
			u := *r.URL
			q := u.Query()
			q.Set("page", strconv.Itoa(n))
			u.RawQuery = q.Encode()
			return fmt.Sprintf("<http://%s%s>; rel=%q", r.Host, u.String(), rel)
		}
		w.Header().Set("Link", link(number+1, "next")+", "+link(last, "last"))
	}
	from := min((number-1)*size, len(all))
	answer(w, http.StatusOK, append([]T{}, all[from:min(from+size, len(all))]...))
}

// commitFile is a changed file as the API describes it.
type commitFile struct {
	SHA      string `json:"sha"`
	Filename string `json:"filename"`
	Status   string `json:"status"`
	Previous string `json:"previous_filename,omitempty"`
	Patch    string `json:"patch,omitempty"`
}

func commitFiles(changed []File) []commitFile {
	files := []commitFile{}
	for _, f := range changed {
		entry := commitFile{SHA: blobSHA(f.After), Filename: f.Path, Status: "modified", Previous: f.Previous}
		switch {
		case f.Previous != "":
			entry.Status = "renamed"
		case f.Before == "":
			entry.Status = "added"
		case f.After == "":
			entry.Status, entry.SHA = "removed", blobSHA(f.Before)
		}
		if !f.NoPatch {
			entry.Patch = patch(f)
		}
		files = append(files, entry)
	}
	return files
}

func (s *Server) listFiles(w http.ResponseWriter, r *http.Request) { page(w, r, commitFiles(s.Files)) }

func (s *Server) getBlob(w http.ResponseWriter, r *http.Request) {
	text, ok := s.blob(r.PathValue("sha"))
	if !ok {
		refuse(w, http.StatusNotFound, "Not Found")
		return
	}
	if strings.Contains(r.Header.Get("Accept"), "raw") {
		_, _ = io.WriteString(w, text)
		return
	}
	answer(w, http.StatusOK, map[string]any{"sha": r.PathValue("sha"), "size": len(text), "encoding": "base64", "content": base64.StdEncoding.EncodeToString([]byte(text))})
}

func (s *Server) getTree(w http.ResponseWriter, r *http.Request) {
	type entry struct {
		Path string `json:"path"`
		Mode string `json:"mode"`
		Type string `json:"type"`
		SHA  string `json:"sha"`
		Size int    `json:"size"`
	}
	sha := r.PathValue("sha")
	if _, ok := s.changed(sha); !ok && sha != BaseSHA && sha != DefaultBranch && sha != MergeBase || r.URL.Query().Get("recursive") == "" {
		refuse(w, http.StatusNotFound, "Not Found")
		return
	}
	entries := []entry{}
	for path, text := range s.commit(sha) {
		entries = append(entries, entry{path, "100644", "blob", blobSHA(text), len(text)})
	}
	slices.SortFunc(entries, func(a, b entry) int { return strings.Compare(a.Path, b.Path) })
	answer(w, http.StatusOK, map[string]any{"sha": sha, "truncated": s.Truncated, "tree": entries})
}

func (s *Server) getContents(w http.ResponseWriter, r *http.Request) {
	path := r.PathValue("path")
	text, ok := s.at(r.URL.Query().Get("ref"), path)
	if !ok {
		refuse(w, http.StatusNotFound, "Not Found")
		return
	}
	answer(w, http.StatusOK, map[string]any{
		"type": "file", "path": path, "name": path[strings.LastIndex(path, "/")+1:], "sha": blobSHA(text), "size": len(text),
		"encoding": "base64", "content": base64.StdEncoding.EncodeToString([]byte(text)),
	})
}

func (s *Server) compare(w http.ResponseWriter, r *http.Request) {
	base, head, _ := strings.Cut(r.PathValue("range"), "...")
	changed, ok := s.changed(head)
	if base != BaseSHA && base != DefaultBranch || !ok {
		refuse(w, http.StatusNotFound, "Not Found")
		return
	}
	mergeBase := BaseSHA
	if s.Diverged {
		mergeBase = MergeBase
	}
	files := commitFiles(changed)
	files = files[:min(len(files), 300)]
	answer(w, http.StatusOK, map[string]any{"merge_base_commit": map[string]string{"sha": mergeBase}, "files": files})
}

func (s *Server) listCommits(w http.ResponseWriter, r *http.Request) {
	type commit struct {
		SHA string `json:"sha"`
	}
	n := s.History[r.URL.Query().Get("path")]
	if r.URL.Query().Get("path") == "" { // all commits
		for _, some := range s.History {
			n = max(n, some)
		}
	}
	page(w, r, make([]commit, n))
}

// ownComment calls do with the index of a comment of the bot's, or refuses.
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

// commentRequest is a comment to be created, in a review or for itself.
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

// maxBody is the most characters that a body may have.
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

// createComment takes a comment for itself, under the rules of one in a review.
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

// pendingID is the number of the pending review.
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

func (s *Server) getPull(w http.ResponseWriter, _ *http.Request) {
	state, from := "open", Owner+"/"+Repo
	if s.Closed {
		state = "closed"
	}
	if s.Fork {
		from = "somebody/" + Repo
	}
	end := func(branch, sha, repo string) map[string]any {
		return map[string]any{"ref": branch, "sha": sha, "repo": map[string]string{"full_name": repo}}
	}
	answer(w, http.StatusOK, map[string]any{"number": Number, "state": state, "base": end(DefaultBranch, BaseSHA, Owner+"/"+Repo), "head": end("feature", s.Head(), from)})
}

func (s *Server) reply(w http.ResponseWriter, r *http.Request) {
	var v struct{ Body string }
	if err := json.NewDecoder(r.Body).Decode(&v); err != nil || v.Body == "" || s.ReadOnly {
		refuse(w, http.StatusForbidden, "Resource not accessible by integration")
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.replies = append(s.replies, v.Body)
	answer(w, http.StatusCreated, map[string]any{"id": len(s.replies)})
}

func (s *Server) getPermission(w http.ResponseWriter, r *http.Request) {
	permission := "read"
	if slices.Contains(s.Writers, r.PathValue("login")) {
		permission = "write"
	}
	answer(w, http.StatusOK, map[string]any{"permission": permission})
}

// checkRequest is the body of a request that creates or updates a check run.
type checkRequest struct {
	HeadSHA    string `json:"head_sha"`
	Conclusion string `json:"conclusion"`
	Output     struct {
		Title, Summary string
		Annotations    []struct {
			Path    string `json:"path"`
			Line    int    `json:"start_line"`
			Level   string `json:"annotation_level"`
			Message string `json:"message"`
		}
	} `json:"output"`
}

// readCheck reads the body; false when it was refused.
func (s *Server) readCheck(w http.ResponseWriter, r *http.Request) (v checkRequest, ok bool) {
	switch err := json.NewDecoder(r.Body).Decode(&v); {
	case s.ReadOnly:
		refuse(w, http.StatusForbidden, "Resource not accessible by integration")
	case err != nil || v.Output.Title == "" || v.Output.Summary == "" || len(v.Output.Summary) > 65535 || len(v.Output.Annotations) > 50:
		refuse(w, http.StatusUnprocessableEntity, "Invalid request.")
	default:
		return v, true
	}
	return v, false
}

// add takes what a request has.
func (c *Check) add(v checkRequest) {
	for _, a := range v.Output.Annotations {
		c.Annotations = append(c.Annotations, fmt.Sprintf("%s:%d %s %s", a.Path, a.Line, a.Level, a.Message))
	}
}

func (s *Server) createCheck(w http.ResponseWriter, r *http.Request) {
	v, ok := s.readCheck(w, r)
	if !ok {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	c := Check{Head: v.HeadSHA, Conclusion: v.Conclusion, Title: v.Output.Title, Summary: v.Output.Summary}
	c.add(v)
	s.checks = append(s.checks, c)
	answer(w, http.StatusCreated, map[string]any{"id": len(s.checks)})
}

func (s *Server) updateCheck(w http.ResponseWriter, r *http.Request) {
	v, ok := s.readCheck(w, r)
	if !ok {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	id, err := strconv.Atoi(r.PathValue("id"))
	if err != nil || id < 1 || id > len(s.checks) {
		refuse(w, http.StatusNotFound, "Not Found")
		return
	}
	s.checks[id-1].add(v)
	answer(w, http.StatusOK, map[string]any{"id": id})
}
