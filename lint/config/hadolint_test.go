package config

import (
	"strings"
	"testing"

	"github.com/drydock-dev/drydock/lint"
)

// TestHadolintSeverities checks that the table names hadolint's rules, and nothing else.
func TestHadolintSeverities(t *testing.T) {
	for alias := range hadolintSeverities {
		if !strings.HasPrefix(alias, "DL") || len(alias) != len("DL3000") {
			t.Errorf("%q is no name of hadolint's", alias)
		}
	}
	rule := &lint.Rule{Aliases: []string{"DL3009", "DL3006"}}
	if got := hadolintSeverity(rule); got != lint.Warning {
		t.Errorf("a rule with two names has the worse severity; got %v", got)
	}
}
