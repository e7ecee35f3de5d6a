package githubtest

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
)

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

// readCheck reads the body. It returns false if it refused the request.
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

// add adds a request's annotations.
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
