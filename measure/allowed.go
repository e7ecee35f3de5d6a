package measure

import "fmt"

// Allowed returns an error where a build must not run: in a GitHub workflow that the base branch starts for
// others' changes, with the base's token and secrets. getenv returns the environment's variables. What each
// event runs with is in GitHub's documentation, "Events that trigger workflows".
func Allowed(getenv func(string) string) error {
	switch event := getenv("GITHUB_EVENT_NAME"); event {
	case "pull_request_target", "issue_comment", "workflow_run":
		return fmt.Errorf("measuring builds and starts what the pull request contains, and a %s workflow runs with the repository's secrets: measure in a pull_request workflow", event)
	}
	return nil
}
