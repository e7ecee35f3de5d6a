package bot

import (
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/drydock-dev/drydock/facts"
	"github.com/drydock-dev/drydock/lint/config"
	"github.com/drydock-dev/drydock/rules"
	"github.com/drydock-dev/drydock/syntax"
)

// TestSelectBuiltFiles shows that a changed file which the head builds is checked whatever its name,
// unless its patch can't be a Dockerfile's.
func TestSelectBuiltFiles(t *testing.T) {
	head := facts.Gather(fstest.MapFS{
		"Makefile": {Data: []byte("a:\n\tdocker build -f ci/web .\n\tdocker build -f ci/run.sh .\n\tdocker build -f gone .\n")},
		"ci/web":   {}, "ci/run.sh": {}, "ci/other": {},
	}, nil, time.Time{}, nil)
	changes := []Change{
		{Path: "ci/web", Patch: "@@ -1 +1 @@\n-FROM a\n+FROM b\n"}, {Path: "ci/other", Patch: "@@ -1 +1 @@\n-FROM a\n+FROM b\n"},
		{Path: "ci/run.sh"}, {Path: "gone", Status: Removed}, {Path: "a.png"},
	}
	selected, _ := Select(changes, config.Default(rules.All), head)
	var names []string
	for _, c := range selected {
		names = append(names, c.Path)
		if kind := head.Parse(c.Path, c.Path, nil).Kind(); kind != syntax.Dockerfile {
			t.Errorf("%s is read as a %s", c.Path, kind)
		}
	}
	if got := strings.Join(names, ", "); got != "ci/web, ci/run.sh" {
		t.Error(got)
	}
	settings := config.Default(rules.All)
	settings.Kinds = []string{"compose"}
	if selected, _ := Select(changes, settings, head); len(selected) != 0 {
		t.Errorf("%v although the settings leave Dockerfiles out", selected)
	}
	for patch, want := range map[string]bool{"": true, "@@ -1 +1 @@\n from a import b\n": false, "@@ -1 +1 @@\n+RUN x\n": true} {
		if got := MayBeDockerfile(Change{Path: "x", Patch: patch}); got != want {
			t.Errorf("%q: %v", patch, got)
		}
	}
}
