package githubtest

import (
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
)

func (s *Server) handler() http.Handler {
	mux := http.NewServeMux()
	repo := "/repos/" + Owner + "/" + Repo
	pull := fmt.Sprintf("%s/pulls/%d", repo, Number)
	mux.HandleFunc("POST "+repo+"/check-runs", s.createCheck)
	mux.HandleFunc("PATCH "+repo+"/check-runs/{id}", s.updateCheck)
	mux.HandleFunc("GET "+pull, s.getPull)
	mux.HandleFunc("GET "+repo+"/pulls", s.listPulls)
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
		_, _ = io.Copy(io.Discard, r.Body) // otherwise the server doesn't notice that the client hangs up
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
	_ = json.NewEncoder(w).Encode(v) // fails if the client hangs up
}

// refuse answers with an error. GitHub describes errors as objects with a message; for reviews
// as plain strings, see refuseReview.
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

// page answers with one page of a list and Link headers to the next and the last page. A page has
// 30 entries by default, 100 at most.
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

func (s *Server) getPull(w http.ResponseWriter, _ *http.Request) {
	answer(w, http.StatusOK, s.pull())
}

// listPulls lists the pull request if it has the state and the head, as "owner:branch", that are asked for.
func (s *Server) listPulls(w http.ResponseWriter, r *http.Request) {
	owner := Owner
	if s.Fork {
		owner = ForkOwner
	}
	all := []map[string]any{}
	if q := r.URL.Query(); q.Get("state") == s.state() && q.Get("head") == owner+":"+Branch {
		all = append(all, s.pull())
	}
	page(w, r, all)
}

func (s *Server) state() string {
	if s.Closed {
		return "closed"
	}
	return "open"
}

// pull returns the pull request as the REST API has it.
func (s *Server) pull() map[string]any {
	from := Owner + "/" + Repo
	if s.Fork {
		from = ForkOwner + "/" + Repo
	}
	end := func(branch, sha, repo string) map[string]any {
		return map[string]any{"ref": branch, "sha": sha, "repo": map[string]string{"full_name": repo}}
	}
	return map[string]any{"number": Number, "state": s.state(), "base": end(DefaultBranch, BaseSHA, Owner+"/"+Repo), "head": end(Branch, s.Head(), from)}
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
