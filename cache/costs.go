package cache

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"regexp"
	"time"
)

// stepName matches BuildKit's name of a step: "[build 3/5] RUN go mod download".
var stepName = regexp.MustCompile(`^\[[^\]]*\d+/\d+\] (.+)$`)

// ReadCosts reads how long the steps of a build took, in seconds, from BuildKit's log
// of it (--progress=rawjson): by the text of the instruction, on one line. Steps that
// came from the cache are left out. An error names the line that is none of such a
// log.
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
			return nil, fmt.Errorf("line %d: not of BuildKit's --progress=rawjson: %w", n, err)
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
