package action_test

import (
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"net/http"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/drydock-dev/drydock/bot/action"
	"github.com/drydock-dev/drydock/bot/github/githubtest"
	"github.com/drydock-dev/drydock/bot/review"
)

var pullRequests = flag.Int("soak", 5, "how many pull requests TestSoak has")

// Each pull request has this many pushes, and this share of all requests fails.
const (
	pushes     = 20
	faultShare = 0.05
)

// TestSoak plays pull requests with pushes, some of them during a run, with renamed files,
// people who resolve threads, and requests that fail in all ways. In the end the open threads
// must be those that a first review of the last push would have.
func TestSoak(t *testing.T) {
	var requests, faults atomic.Int64
	schemas, _ := githubtest.LoadSchemas() // in CI, other tests fail without them
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	for n := range *pullRequests {
		random := rand.New(&lockedSource{source: rand.NewPCG(uint64(n), 1)}) //nolint:gosec // repeatable
		live(t, random, schemas, &requests, &faults)
		if t.Failed() {
			t.Fatalf("pull request %d", n)
		}
	}
	runtime.GC()
	runtime.ReadMemStats(&after)
	t.Logf("%d pull requests, %d pushes, %d requests, %d of them failed; nothing lost or duplicated; heap %d KiB before and %d KiB after",
		*pullRequests, *pullRequests*pushes, requests.Load(), faults.Load(), before.HeapAlloc>>10, after.HeapAlloc>>10)
}

// lockedSource is a source of random numbers for several goroutines: a request that the client has given
// up may still be served.
type lockedSource struct {
	lock   sync.Mutex
	source rand.Source
}

func (s *lockedSource) Uint64() uint64 {
	s.lock.Lock()
	defer s.lock.Unlock()
	return s.source.Uint64()
}

// live plays one pull request.
func live(t *testing.T, random *rand.Rand, schemas *githubtest.Schemas, requests, faults *atomic.Int64) {
	path := "Dockerfile"
	var lock sync.Mutex // of path
	file := func() githubtest.File {
		lock.Lock()
		defer lock.Unlock()
		if random.IntN(10) == 0 {
			path = []string{"Dockerfile", "api/Dockerfile"}[random.IntN(2)]
		}
		return githubtest.File{Path: path, After: dockerfile(random)}
	}
	server := githubtest.New(file())
	defer server.Close()
	server.Schemas = schemas
	defer func() {
		for _, problem := range server.Problems() {
			t.Error(problem)
		}
	}()
	server.MayNotResolve = random.IntN(2) == 0
	server.Fault = func(*http.Request) *githubtest.Fault {
		requests.Add(1)
		if random.IntN(100) == 0 { // during the run
			server.Push(file())
		}
		if random.Float64() >= faultShare {
			return nil
		}
		faults.Add(1)
		limited := map[string]string{"Retry-After": "3600"}
		return []*githubtest.Fault{{Status: 502}, {Status: 502, Done: true}, {}, {Done: true}, {Status: 500}, {Status: 403, Header: limited}, {Status: 422}, {Half: true}, {Status: 429}, {Twice: true}}[random.IntN(10)]
	}
	dismissed := map[string]bool{}
	for range pushes {
		server.Push(file())
		_, _ = runAgainst(t, server) // it may fail
		if said := open(server); len(said) > 0 && random.IntN(4) == 0 {
			c := said[random.IntN(len(said))]
			server.Resolve(c.ID, "maintainer")
			for _, fp := range review.Fingerprints(c.Body) {
				dismissed[fp] = true
			}
		}
	}
	server.Fault = nil
	log, err := runAgainst(t, server)
	if err != nil && !errors.Is(err, action.ErrFindings) {
		t.Fatalf("%v\n%s", err, log)
	}
	fresh := githubtest.New(server.Files...)
	defer fresh.Close()
	_, freshErr := runAgainst(t, fresh)
	if errors.Is(err, action.ErrFindings) != errors.Is(freshErr, action.ErrFindings) {
		t.Errorf("the verdict is %v, that of a first run %v", err, freshErr)
	}
	got, want := fingerprints(open(server)), fingerprints(open(fresh))
	want = slices.DeleteFunc(want, func(p string) bool { return dismissed[p] && !slices.Contains(got, p) })
	if !slices.Equal(got, want) {
		t.Errorf("open threads on\n%s\nwant\n%s\nin\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"), server.Files[0].After)
	}
}

// fingerprints returns the fingerprints in comments, sorted, with duplicates.
func fingerprints(comments []githubtest.Comment) (all []string) {
	for _, c := range comments {
		all = append(all, review.Fingerprints(c.Body)...)
	}
	slices.Sort(all)
	return all
}

// dockerfile returns a file with some findings.
func dockerfile(random *rand.Rand) string {
	text := "FROM debian:12-slim\n"
	for i, line := range []string{"MAINTAINER me", "ADD a.py /srv/a.py", "ENV A a", "RUN cd /srv && make", "EXPOSE 22", "RUN sudo make install", "WORKDIR srv", "RUN apt-get install -y curl"} {
		for range random.IntN(3) {
			text += fmt.Sprintf("RUN echo %d\n", i)
		}
		if random.IntN(2) == 0 {
			text += line + "\n"
		}
	}
	return text
}
