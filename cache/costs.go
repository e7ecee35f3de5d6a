package cache

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"regexp"
	"time"
)

// stepName matches BuildKit's name for a step: "[build 3/5] RUN go mod download".
var stepName = regexp.MustCompile(`^\[[^\]]*\d+/\d+\] (.+)$`)

// ReadCosts reads from a BuildKit log (--progress=rawjson) how long the steps of a build took, in
// seconds. The keys are the instructions' texts, each on one line. Cached steps are left out. An
// error names the line that isn't in the log's format.
func ReadCosts(log io.Reader) (map[string]float64, error) {
	costs := map[string]float64{}
	lines := bufio.NewScanner(log)
	lines.Buffer(nil, 16<<20)
	for n := 1; lines.Scan(); n++ {
		if len(lines.Bytes()) == 0 {
			continue
		}
		var status struct {
			Vertexes []struct {
				Name               string
				Started, Completed *time.Time
				Cached             bool
			}
		}
		if err := json.Unmarshal(lines.Bytes(), &status); err != nil {
			return nil, fmt.Errorf("line %d: not a BuildKit --progress=rawjson log: %w", n, err)
		}
		for _, v := range status.Vertexes {
			m := stepName.FindStringSubmatch(v.Name)
			if m != nil && v.Started != nil && v.Completed != nil && !v.Cached {
				costs[normal(m[1])] = max(costs[normal(m[1])], v.Completed.Sub(*v.Started).Seconds())
			}
		}
	}
	return costs, lines.Err()
}
