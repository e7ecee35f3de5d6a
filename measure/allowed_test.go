package measure

import (
	"strings"
	"testing"
)

// TestAllowed checks that nothing is built where a stranger's code would run beside the repository's secrets.
func TestAllowed(t *testing.T) {
	for event, allowed := range map[string]bool{
		"":                    true, // no workflow
		"pull_request":        true,
		"push":                true,
		"workflow_dispatch":   true,
		"pull_request_target": false,
		"issue_comment":       false,
		"workflow_run":        false,
	} {
		err := Allowed(func(name string) string { return map[string]string{"GITHUB_EVENT_NAME": event}[name] })
		if (err == nil) != allowed {
			t.Errorf("%q: %v", event, err)
		}
		if err != nil && !strings.Contains(err.Error(), event) {
			t.Errorf("%q: the error doesn't name the event: %v", event, err)
		}
	}
}
