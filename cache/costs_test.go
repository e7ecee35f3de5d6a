package cache

import (
	"maps"
	"strings"
	"testing"
)

func TestReadCosts(t *testing.T) {
	const log = `{"vertexes":[{"digest":"sha256:1","name":"[internal] load build definition from Dockerfile","started":"2026-01-02T03:04:05Z","completed":"2026-01-02T03:04:06Z"}]}
{"statuses":[{"id":"transferring dockerfile:","vertex":"sha256:1","name":"transferring"}]}

{"vertexes":[{"digest":"sha256:2","name":"[2/4] RUN apt-get update \u0026\u0026     apt-get install -y curl","started":"2026-01-02T03:04:05Z"}]}
{"vertexes":[{"digest":"sha256:2","name":"[2/4] RUN apt-get update \u0026\u0026     apt-get install -y curl","started":"2026-01-02T03:04:05Z","completed":"2026-01-02T03:04:17.5Z"}]}
{"vertexes":[{"digest":"sha256:3","name":"[build 3/4] COPY . .","started":"2026-01-02T03:04:18Z","completed":"2026-01-02T03:04:18Z","cached":true}]}
{"vertexes":[{"digest":"sha256:4","name":"[linux/amd64 build 4/4] RUN make","started":"2026-01-02T03:04:18Z","completed":"2026-01-02T03:04:20Z"}]}
`
	costs, err := ReadCosts(strings.NewReader(log))
	want := map[string]float64{"RUN apt-get update && apt-get install -y curl": 12.5, "RUN make": 2}
	if err != nil || !maps.Equal(costs, want) {
		t.Errorf("%v, %v", costs, err)
	}
	if _, err := ReadCosts(strings.NewReader("{}\n#1 DONE 0.1s\n")); err == nil || !strings.Contains(err.Error(), "line 2") {
		t.Errorf("a log of another kind: %v", err)
	}
}
