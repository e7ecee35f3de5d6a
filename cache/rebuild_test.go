package cache

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/drydock-dev/drydock/syntax/dockerfile"
)

const twoStages = `FROM golang:1.26 AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY main.go ./
RUN go build -o /app .
FROM debian:12-slim
RUN apt-get update && apt-get install -y curl
COPY config.yaml /etc/app/
ARG GIT_COMMIT
LABEL commit=$GIT_COMMIT
COPY --from=build /app /app
`

// ran returns the layers that run, as "line: cause".
func ran(r *Rebuild) string {
	var lines []string
	for _, l := range r.Layers {
		if l.Runs > 0 {
			lines = append(lines, fmt.Sprintf("%d: %s", l.Line, l.Cause))
		}
	}
	return strings.Join(lines, "\n")
}

// TestReplay checks what runs after a commit, and why.
func TestReplay(t *testing.T) {
	file := dockerfile.Parse("Dockerfile", []byte(twoStages))
	always := "10: GIT_COMMIT\n11: GIT_COMMIT\n12: GIT_COMMIT"
	for _, test := range []struct{ changed, want string }{
		{"README.md", always},
		{"main.go", "5: main.go\n6: main.go\n" + always},
		{"go.sum", "3: go.sum\n4: go.sum\n5: go.sum\n6: go.sum\n" + always},
		{"config.yaml", "9: config.yaml\n10: config.yaml\n11: config.yaml\n12: config.yaml"},
	} {
		if got := ran(Replay(file, Facts{}, []Commit{{Files: []string{test.changed}}})); got != test.want {
			t.Errorf("%s changed:\n%s\nwant\n%s", test.changed, got, test.want)
		}
	}
	without := dockerfile.Parse("Dockerfile", []byte(strings.Replace(twoStages, "ARG GIT_COMMIT\nLABEL commit=$GIT_COMMIT\n", "", 1)))
	if got, want := ran(Replay(without, Facts{}, []Commit{{Files: []string{"main.go"}}})), "5: main.go\n6: main.go\n10: the stage build"; got != want {
		t.Errorf("a stage that is copied from:\n%s\nwant\n%s", got, want)
	}
	half := Replay(without, Facts{}, []Commit{{Files: []string{"main.go"}}, {Files: []string{"docs/a"}}})
	if build := half.Layers[4]; build.Runs != 0.5 || build.Expected != build.Cost/2 || half.Commits != 2 {
		t.Errorf("%+v", build)
	}
}

// TestCost checks what a change to the Dockerfile itself causes to run.
func TestCost(t *testing.T) {
	old := dockerfile.Parse("Dockerfile", []byte(twoStages))
	changed := dockerfile.Parse("Dockerfile", []byte(strings.Replace(twoStages, "install -y curl", "install -y wget", 1)))
	var all, some float64
	for _, m := range NewReplayer(changed, Facts{}).models {
		for _, s := range m.Steps {
			all += s.Cost
			if s.Stage.Index == 1 {
				some += s.Cost
			}
		}
	}
	r := NewReplayer(changed, Facts{})
	if got := r.Cost(Commit{}, old); math.Abs(got-some) > epsilon {
		t.Errorf("one stage changed: %v, want %v", got, some)
	}
	if got := r.Cost(Commit{}, dockerfile.Parse("Dockerfile", []byte("FROM scratch\n"))); math.Abs(got-all) > epsilon {
		t.Errorf("everything changed: %v, want %v", got, all)
	}
}

// fakeHistory is a History for tests.
type fakeHistory map[string]int

func (h fakeHistory) Changes(path string) (int, bool) { n, ok := h[path]; return n, ok }

// TestEstimate checks that probabilities come from the history if it is long enough, and from names
// otherwise. Stages must pass theirs on.
func TestEstimate(t *testing.T) {
	file := dockerfile.Parse("api/Dockerfile", []byte(twoStages))
	runs := func(h History) map[int]float64 {
		byLine := map[int]float64{}
		for _, l := range Estimate(file, Facts{Root: "api", History: h}).Layers {
			byLine[l.Line] = l.Runs
		}
		return byLine
	}
	byName, known := runs(nil), runs(fakeHistory{".": 990, "api/main.go": 0, "api/go.mod": 990, "api/go.sum": 0})
	if math.Abs(byName[3]-probability[Manifest]) > epsilon || math.Abs(known[3]-(990+10*probability[Manifest])/1000) > epsilon {
		t.Errorf("a manifest: %v by its name, %v by the history", byName[3], known[3])
	}
	if byName[8] != 0 || byName[12] != 1 {
		t.Errorf("below nothing new %v, below a commit %v", byName[8], byName[12])
	}
	if l := Estimate(file, Facts{Costs: map[string]float64{"RUN go mod download": 3}}).Layers[2]; l.Cost != 3 || !l.Measured {
		t.Errorf("measured %+v", l)
	}
}
