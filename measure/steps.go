package measure

import (
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/moby/buildkit/client"
	"github.com/opencontainers/go-digest"
)

// maxLog is how many bytes of a failed build's output its error has.
const maxLog = 4 << 10

// stepTimes are the times of one build's steps.
type stepTimes struct {
	vertexes map[digest.Digest]client.Vertex
	log      []byte // the end of what the steps wrote
}

func (t *stepTimes) see(s *client.SolveStatus) {
	if t.vertexes == nil {
		t.vertexes = map[digest.Digest]client.Vertex{}
	}
	for _, v := range s.Vertexes {
		t.vertexes[v.Digest] = *v
	}
	for _, l := range s.Logs {
		t.log = append(t.log, l.Data...)
		t.log = t.log[max(0, len(t.log)-maxLog):]
	}
}

// sum returns how long the build's steps took when they last ran, and how long those took that ran in this
// build. took has earlier times by the step's words; a step's own digest depends on the session. all is
// negative if a step has no time: it was cached before anything was measured.
func (t *stepTimes) sum(took map[string]time.Duration) (all, ran time.Duration) {
	unknown := false
	for _, key := range slices.Sorted(maps.Keys(t.vertexes)) {
		v := t.vertexes[key]
		words, ok := step(v.Name)
		if !ok {
			continue
		}
		if !v.Cached && v.Started != nil && v.Completed != nil {
			took[words] = v.Completed.Sub(*v.Started)
			ran += took[words]
		}
		one, known := took[words]
		unknown = unknown || !known
		all += one
	}
	if unknown {
		return -1, ran
	}
	return all, ran
}

// step returns the instruction that a vertex runs. ok is false for what is no instruction of the
// Dockerfile, and for FROM, which measures the network.
func step(name string) (words string, ok bool) {
	place, words, ok := strings.Cut(name, "] ")
	return words, ok && !strings.HasPrefix(place, "[internal") && !strings.HasPrefix(words, "FROM ")
}
