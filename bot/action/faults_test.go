package action_test

import (
	"bytes"
	"context"
	"errors"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/drydock-dev/drydock/bot/action"
	"github.com/drydock-dev/drydock/bot/github/githubtest"
)

// runAgainst runs the Action in this process, with no wait between attempts.
func runAgainst(t *testing.T, server *githubtest.Server) (log string, err error) {
	t.Helper()
	return runEvent(t, server, "pull_request", server.Event())
}

// patience is long for a server in the same process, and short for a test.
const patience = time.Second

// runEvent is runAgainst for any event. All findings fail the run.
func runEvent(t *testing.T, server *githubtest.Server, name, payload string) (log string, err error) {
	t.Helper()
	event := filepath.Join(t.TempDir(), "event.json")
	if err := os.WriteFile(event, []byte(payload), 0o600); err != nil {
		t.Fatal(err)
	}
	env := map[string]string{}
	for _, pair := range server.Env(event, map[string]string{"github-token": githubtest.Token, "fail-on": "info"}) {
		name, value, _ := strings.Cut(pair, "=")
		env[name] = value
	}
	env["GITHUB_EVENT_NAME"] = name
	var out bytes.Buffer
	err = action.Run(context.Background(), action.Config{Getenv: func(name string) string { return env[name] }, Out: &out, Timeout: patience})
	return out.String(), err
}

func newServer(t *testing.T, files ...githubtest.File) *githubtest.Server {
	server := githubtest.New(files...)
	t.Cleanup(server.Close)
	server.Check(t)
	return server
}

const threeComments = "FROM debian:12-slim\nMAINTAINER me\nRUN make\nADD a.py /srv/a.py\nRUN true\nENV A a\n"

// open returns the bot's comments in threads that are neither resolved nor closed by
// an edit.
func open(server *githubtest.Server) []githubtest.Comment {
	return slices.DeleteFunc(server.Comments(), func(c githubtest.Comment) bool {
		return c.User != githubtest.Login || c.Resolved || strings.Contains(c.Body, "drydock:v1-closed")
	})
}

// once returns a fault for the first request with a method and a path's ending.
func once(method, ending string, fault githubtest.Fault) func(*http.Request) *githubtest.Fault {
	done := false
	return func(r *http.Request) *githubtest.Fault {
		if done || r.Method != method || !strings.HasSuffix(r.URL.Path, ending) {
			return nil
		}
		done = true
		return &fault
	}
}

// TestFaults shows that whichever request fails, everything is posted once.
func TestFaults(t *testing.T) {
	faultless := newServer(t, githubtest.File{Path: "Dockerfile", After: threeComments})
	if log, err := runAgainst(t, faultless); !errors.Is(err, action.ErrFindings) || len(faultless.Reviews()) != 1 || len(faultless.Comments()) < 3 {
		t.Fatalf("%v\n%s", err, log)
	}
	for name, fault := range map[string]func(*http.Request) *githubtest.Fault{
		"502 and nothing done":           once("POST", "/reviews", githubtest.Fault{Status: 502}),
		"502 after the review was made":  once("POST", "/reviews", githubtest.Fault{Status: 502, Done: true}),
		"hung up, nothing done":          once("POST", "/reviews", githubtest.Fault{}),
		"hung up after it was made":      once("POST", "/reviews", githubtest.Fault{Done: true}),
		"504 on the threads":             once("POST", "/graphql", githubtest.Fault{Status: 504}),
		"hung up on the threads":         once("POST", "/graphql", githubtest.Fault{}),
		"502 on the comparison":          once("GET", githubtest.HeadSHA, githubtest.Fault{Status: 502}),
		"hung up on the comparison":      once("GET", githubtest.HeadSHA, githubtest.Fault{}),
		"half an answer to the review":   once("POST", "/reviews", githubtest.Fault{Half: true}),
		"half an answer to the threads":  once("POST", "/graphql", githubtest.Fault{Half: true}),
		"half an answer to the compare":  once("GET", githubtest.HeadSHA, githubtest.Fault{Half: true}),
		"no answer to the review":        once("POST", "/reviews", githubtest.Fault{Late: true}),
		"the answer comes too late":      once("POST", "/reviews", githubtest.Fault{Late: true, Done: true}),
		"no answer to the compare":       once("GET", githubtest.HeadSHA, githubtest.Fault{Late: true}),
		"secondary limit, told to wait":  once("POST", "/reviews", githubtest.Fault{Status: 403, Header: map[string]string{"Retry-After": "0", "X-RateLimit-Remaining": "10"}}),
		"secondary limit, only in words": once("POST", "/reviews", githubtest.Fault{Status: 403, Text: "You have exceeded a secondary rate limit."}),
		"429 without a word":             once("POST", "/graphql", githubtest.Fault{Status: 429}),
		"primary limit, reset by now":    once("GET", githubtest.HeadSHA, githubtest.Fault{Status: 403, Header: map[string]string{"X-RateLimit-Limit": "1000", "X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "1"}}),
	} {
		t.Run(name, func(t *testing.T) {
			server := newServer(t, githubtest.File{Path: "Dockerfile", After: threeComments})
			server.Fault = fault
			log, err := runAgainst(t, server)
			if !errors.Is(err, action.ErrFindings) || len(server.Reviews()) != 1 || len(server.Comments()) != len(faultless.Comments()) {
				t.Errorf("%v, %d reviews, %d comments\n%s", err, len(server.Reviews()), len(server.Comments()), log)
			}
		})
	}
}

// TestBrokenServer shows that if no review can be posted, the findings are in the log and the
// run fails with one line.
func TestBrokenServer(t *testing.T) {
	server := newServer(t, githubtest.File{Path: "Dockerfile", After: threeComments})
	server.Fault = func(r *http.Request) *githubtest.Fault {
		if r.Method == "POST" && strings.HasSuffix(r.URL.Path, "/reviews") {
			return &githubtest.Fault{Status: 500}
		}
		return nil
	}
	log, err := runAgainst(t, server)
	if err == nil || errors.Is(err, action.ErrFindings) || strings.Contains(err.Error(), "\n") || !strings.Contains(log, "title=") {
		t.Errorf("%v\n%s", err, log)
	}
	t.Log(err)
}

// TestLimits shows that a run which may send nothing more says so, keeps its
// verdict, and that the next one makes up for it.
func TestLimits(t *testing.T) {
	for name, fault := range map[string]githubtest.Fault{
		"secondary": {Status: 403, Header: map[string]string{"Retry-After": "3600"}},
		"primary":   {Status: 403, Header: map[string]string{"X-RateLimit-Limit": "1000", "X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "4102444800"}},
		"429":       {Status: 429, Header: map[string]string{"Retry-After": "121"}},
	} {
		for _, at := range []string{"/reviews", "/graphql"} {
			t.Run(name+" on "+at, func(t *testing.T) {
				server := newServer(t, githubtest.File{Path: "Dockerfile", After: threeComments})
				server.Fault = once("POST", at, fault)
				log, err := runAgainst(t, server)
				if !errors.Is(err, action.ErrFindings) || len(server.Reviews()) != 0 || !strings.Contains(log, "rate limit") || !strings.Contains(log, "title=") {
					t.Errorf("%v, %d reviews\n%s", err, len(server.Reviews()), log)
				}
				if log, _ := runAgainst(t, server); len(server.Reviews()) != 1 {
					t.Errorf("the next run: %d reviews\n%s", len(server.Reviews()), log)
				}
			})
		}
	}
}

// TestRefusedComment shows that a comment which GitHub refuses doesn't hold up the others, is
// in the body instead, and isn't posted again.
func TestRefusedComment(t *testing.T) {
	server := newServer(t, githubtest.File{Path: "Dockerfile", After: threeComments})
	server.Refuse = func(_ string, line int) bool { return line == 2 }
	log, err := runAgainst(t, server)
	if !errors.Is(err, action.ErrFindings) || len(server.Reviews()) != 1 || !strings.Contains(server.Reviews()[0].Body, "MAINTAINER") || !strings.Contains(log, "Dockerfile, line 2") {
		t.Fatalf("%v\n%s\n%+v", err, log, server.Reviews())
	}
	comments := len(server.Comments())
	if comments < 2 {
		t.Errorf("%d comments", comments)
	}
	if log, _ := runAgainst(t, server); len(server.Reviews()) != 1 || len(server.Comments()) != comments {
		t.Errorf("posted again\n%s", log)
	}
}

// TestPendingReview shows that a pending review of the same account is no obstacle.
func TestPendingReview(t *testing.T) {
	server := newServer(t, githubtest.File{Path: "Dockerfile", After: threeComments})
	server.Pending = true
	if log, err := runAgainst(t, server); !errors.Is(err, action.ErrFindings) || len(server.Reviews()) != 1 || len(server.Comments()) < 3 {
		t.Errorf("%v, %d reviews\n%s", err, len(server.Reviews()), log)
	}
}

// TestTwoRunsAtOnce shows that if two runs post the same at the same time, one thread for each
// finding stays open, even if somebody replied to the other, and that it stays so.
func TestTwoRunsAtOnce(t *testing.T) {
	for name, replied := range map[string]bool{"nobody replied": false, "somebody replied": true} {
		t.Run(name, func(t *testing.T) {
			server := newServer(t, githubtest.File{Path: "Dockerfile", Before: "FROM debian:12-slim\n", After: threeComments})
			twice := once("POST", "/reviews", githubtest.Fault{Twice: true})
			server.Fault = func(r *http.Request) *githubtest.Fault {
				if said := server.Comments(); replied && len(said) > 3 {
					server.Reply(said[len(said)-1].ID)
				}
				return twice(r)
			}
			log, err := runAgainst(t, server)
			if !errors.Is(err, action.ErrFindings) {
				t.Fatalf("%v\n%s", err, log)
			}
			for range 2 {
				said := fingerprints(open(server))
				if len(said) != 3 || len(slices.Compact(said)) != 3 || len(server.Reviews()) != 2 || !strings.Contains(server.Reviews()[1].Body, "another run") {
					t.Errorf("%d reviews, open threads on %q\n%s", len(server.Reviews()), said, log)
				}
				log, _ = runAgainst(t, server)
			}
			if comments := len(server.Comments()); comments != 3 && !replied || comments != 4 && replied {
				t.Errorf("%d comments", comments)
			}
		})
	}
}

// TestLag shows that a post which GitHub doesn't show yet isn't repeated.
func TestLag(t *testing.T) {
	server := newServer(t, githubtest.File{Path: "Dockerfile", After: threeComments})
	server.Lag = true
	if log, err := runAgainst(t, server); !errors.Is(err, action.ErrFindings) || len(server.Reviews()) != 1 || len(server.Comments()) != 3 {
		t.Errorf("%v, %d reviews, %d comments\n%s", err, len(server.Reviews()), len(server.Comments()), log)
	}
}

// TestOtherEncoding shows that a file which isn't UTF-8, and so can't be prefetched, is read as
// it is.
func TestOtherEncoding(t *testing.T) {
	const text = "FROM debian:12-slim\n# caf\xe9\nMAINTAINER me\n"
	server := newServer(t, githubtest.File{Path: "Dockerfile", After: text})
	log, err := runAgainst(t, server)
	said := open(server)
	read := slices.ContainsFunc(server.Requests(), func(r string) bool { return strings.Contains(r, "/git/blobs/") })
	if err != nil && !errors.Is(err, action.ErrFindings) || len(said) != 1 || said[0].Line != 3 || !read {
		t.Errorf("%v, %+v\n%s", err, said, log)
	}
}
