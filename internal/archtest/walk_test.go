package archtest

import (
	"regexp"
	"strings"
	"testing"
)

// block matches a fenced block of a list's item.
var block = regexp.MustCompile("(?ms)^   ```(\\w*)\n(.*?)^   ```$")

// TestWalkQuotesRule checks that docs/adding-a-rule.md quotes the rule and the cases that it is about.
// Lines with an ellipsis stand for what is left out.
func TestWalkQuotesRule(t *testing.T) {
	source := trimmed(readRoot(t, "rules/start/expose_proto_casing.go"))
	cases := trimmed(readRoot(t, "rules/start/expose_proto_casing.txtar"))
	quotes := 0
	for _, m := range block.FindAllStringSubmatch(readRoot(t, "docs/adding-a-rule.md"), -1) {
		text, original := m[2], ""
		switch {
		case m[1] == "go":
			original = source
		case strings.HasPrefix(strings.TrimSpace(text), "-- "):
			original = cases
		default:
			continue // a command
		}
		for part := range strings.SplitSeq(trimmed(text), "\n…\n") {
			quotes++
			if !strings.Contains("\n"+original+"\n", "\n"+part+"\n") {
				t.Errorf("docs/adding-a-rule.md quotes what isn't there:\n%s", part)
			}
		}
	}
	if quotes != 5 {
		t.Errorf("%d quotes, want 5", quotes)
	}
}

// trimmed returns a text without its indentation.
func trimmed(text string) string {
	var lines []string
	for line := range strings.Lines(strings.TrimSpace(text)) {
		lines = append(lines, strings.TrimSpace(line))
	}
	return strings.Join(lines, "\n")
}
