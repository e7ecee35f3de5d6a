package rules

import (
	"strings"
	"testing"
)

func TestHadolintSeverities(t *testing.T) {
	for _, r := range All {
		for _, alias := range r.Aliases {
			if _, ok := hadolintSeverities[alias]; strings.HasPrefix(alias, "DL") && !ok {
				t.Errorf("%s, an alias of %s, has no severity", alias, r.ID)
			}
		}
	}
}
