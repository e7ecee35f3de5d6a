package trades

import (
	"os"
	"slices"
	"testing"

	"github.com/drydock-dev/drydock/lint"
)

// TestNames checks that the trades are the folders below rules.
func TestNames(t *testing.T) {
	entries, err := os.ReadDir("../../rules")
	if err != nil {
		t.Fatal(err)
	}
	var folders []string
	for _, e := range entries {
		if e.IsDir() && e.Name() != "testdata" {
			folders = append(folders, e.Name())
		}
	}
	if !slices.Equal(Names(), folders) {
		t.Errorf("trades %q, folders %q", Names(), folders)
	}
}

// TestOf shows where a rule's file goes, and under which heading its page.
func TestOf(t *testing.T) {
	dockerfile, compose := lint.Dockerfile(nil), lint.Compose(nil)
	for _, tt := range []struct {
		id             string
		check          lint.Check
		trade, heading string
	}{
		{"user-root", dockerfile, "start", "USER"},
		{"stage-unused", dockerfile, "stage", "FROM"},
		{"data-in-container", dockerfile, "start", "CMD"},
		{"run-http-url", lint.Scripts(nil), "run", "RUN"}, // whatever else it reads
		{"script-restart-always", lint.Scripts(nil), "script", "shell scripts"},
		{"compose-privileged", compose, "compose", "Compose files"},
		{"mount-mode", compose, "", "Compose files"},
		{"unit-docker-autostart", lint.Unit(nil), "unit", "systemd units"},
		{"mount-user", lint.Checks(compose, lint.Unit(nil)), "", "Compose files, systemd units"},
		{"order-layers", dockerfile, "order", "any"},
		{"unused-ignore", nil, "", "any"},
	} {
		if trade, heading := Of(tt.id), Heading(&lint.Rule{ID: tt.id, Check: tt.check}); trade != tt.trade || heading != tt.heading {
			t.Errorf("%s: %q and %q, want %q and %q", tt.id, trade, heading, tt.trade, tt.heading)
		}
	}
}
