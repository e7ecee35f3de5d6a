package main

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"testing"

	"golang.org/x/tools/txtar"

	"github.com/drydock-dev/drydock/measure"
)

// starter starts containers that do nothing.
type starter struct {
	measure.Starter
	err error
}

type container struct{ measure.Container }

func (s starter) Start(context.Context, *measure.Image, map[string]string) (measure.Container, error) {
	return container{}, s.err
}

func (container) Remove() error { return nil }

func TestTurnIsGivenAwayWhileAProgramIsWatched(t *testing.T) {
	builds := make(turns, 1)
	builds.take()
	c, err := watchedStarter{starter{}, builds}.Start(t.Context(), nil, nil)
	if err != nil || len(builds) != 0 {
		t.Fatalf("%d have the turn while the program runs; %v", len(builds), err)
	}
	if err := c.Remove(); err != nil || len(builds) != 1 {
		t.Errorf("%d have the turn after the removal; %v", len(builds), err)
	}
}

func TestTurnIsKeptIfNothingStarts(t *testing.T) {
	builds := make(turns, 1)
	builds.take()
	if _, err := (watchedStarter{starter{err: errors.New("no")}, builds}).Start(t.Context(), nil, nil); err == nil || len(builds) != 1 {
		t.Errorf("%d have the turn; %v", len(builds), err)
	}
}

func TestServed(t *testing.T) {
	h := served([]*project{{name: "a", files: []txtar.File{{Name: "served/tool", Data: []byte("tool")}, {Name: "Dockerfile"}}}})
	for name, want := range map[string]int{"/a/tool": http.StatusOK, "/a/Dockerfile": http.StatusNotFound, "/b/tool": http.StatusNotFound} {
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequestWithContext(t.Context(), http.MethodGet, name, nil))
		if w.Code != want || want == http.StatusOK && w.Body.String() != "tool" {
			t.Errorf("%s: %d %q", name, w.Code, w.Body)
		}
	}
}
