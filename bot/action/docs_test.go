package action_test

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/goccy/go-yaml"

	"github.com/drydock-dev/drydock/internal/drydocktest"
	"github.com/drydock-dev/drydock/lint/config"
	"github.com/drydock-dev/drydock/rules"
	"github.com/drydock-dev/drydock/syntax/workflow"
)

// documented is a workflow of docs/github.md.
type documented struct {
	Name        string
	On          any
	Permissions map[string]string
	Jobs        map[string]struct {
		Steps []struct {
			Uses, Run string
			With      map[string]any
		}
	}
}

// block matches a block of YAML.
var block = regexp.MustCompile("(?s)```yaml\n(.*?)```")

// workflows returns the complete workflows of docs/github.md, by name and event.
func workflows(t *testing.T) (all []documented) {
	t.Helper()
	for _, m := range block.FindAllStringSubmatch(drydocktest.Read(t, "../../docs/github.md"), -1) {
		var w documented
		if err := yaml.Unmarshal([]byte(m[1]), &w); err != nil {
			t.Fatalf("%v\n%s", err, m[1])
		}
		if w.Name == "" {
			continue // a part of one
		}
		file := workflow.Parse(".github/workflows/drydock.yml", []byte(m[1]))
		if err := file.Common().Err; err != nil {
			t.Errorf("%v\n%s", err, m[1])
		}
		if found := config.Default(rules.All).Check(file, nil).Findings; len(found) != 0 {
			t.Errorf("Drydock finds %v in\n%s", found, m[1])
		}
		all = append(all, w)
	}
	return all
}

// TestDocumentedWorkflows checks what the workflows of docs/github.md have to have: inputs that there are, and no
// rights, tokens or steps by which a stranger's code could reach further.
func TestDocumentedWorkflows(t *testing.T) {
	var action struct {
		Inputs map[string]struct{ Default string }
	}
	if err := yaml.Unmarshal([]byte(drydocktest.Read(t, "../../action.yml")), &action); err != nil {
		t.Fatal(err)
	}
	docs := drydocktest.Read(t, "../../docs/github.md")
	for name := range action.Inputs {
		if !strings.Contains(docs, "\n| `"+name+"` |") {
			t.Errorf("docs/github.md has no row for the input %s", name)
		}
	}
	measuring, completing := 0, 0
	for _, w := range workflows(t) {
		for _, job := range w.Jobs {
			var uses []string
			inputs := map[string]any{}
			for _, step := range job.Steps {
				uses = append(uses, step.Uses)
				if step.Run != "" {
					t.Errorf("%s runs %q", w.Name, step.Run)
				}
				if step.Uses != "drydock-dev/drydock@v1" {
					continue
				}
				inputs = step.With
				for input := range step.With {
					if _, ok := action.Inputs[input]; !ok {
						t.Errorf("%s uses the input %s", w.Name, input)
					}
				}
			}
			if inputs["measure"] == true {
				measuring++
				checkout := job.Steps[0]
				if w.On != "pull_request" || checkout.Uses != "actions/checkout@v4" || checkout.With["persist-credentials"] != false || checkout.With["ref"] != "${{ github.event.pull_request.head.sha }}" {
					t.Errorf("%s measures on %v after %+v", w.Name, w.On, checkout)
				}
				if inputs["measure-file"] != nil && !maps.Equal(w.Permissions, map[string]string{"contents": "read"}) {
					t.Errorf("%s has the permissions %v", w.Name, w.Permissions)
				}
			}
			if inputs["figures"] != nil {
				completing++
				if !slices.Equal(uses, []string{"actions/download-artifact@v4", "drydock-dev/drydock@v1"}) || !maps.Equal(w.Permissions, map[string]string{"actions": "read", "contents": "read", "pull-requests": "write"}) {
					t.Errorf("%s uses %q with the permissions %v", w.Name, uses, w.Permissions)
				}
			}
		}
	}
	if measuring != 2 || completing != 1 {
		t.Errorf("%d workflows measure, %d complete", measuring, completing)
	}
}
