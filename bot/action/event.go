package action

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"
)

// subject is what a workflow run is about.
type subject struct {
	number     int    // of the pull request; 0 if there is none to post to
	base, head string // commits or branches; without a base, the whole head is checked
	// settings is the commit whose settings apply. For a pull request it's the base: a pull
	// request must not be able to switch its own check off.
	settings string
	what     string // for the log
	// pushed is the branch's commit that another workflow ran for, nil if the event has the pull request
	// itself. The pull request is not known then.
	pushed *pushed
	// requester is who asks for a commit with all suggestions, "" if nobody does. The commits
	// are not known then.
	requester string
}

// pushed is a commit of a branch of this repository or a fork.
type pushed struct{ owner, branch, sha string }

// event is the part of the events' payloads that is needed here.
type event struct {
	PullRequest struct {
		Number int                  `json:"number"`
		Base   struct{ SHA string } `json:"base"`
		Head   struct{ SHA string } `json:"head"`
	} `json:"pull_request"`
	MergeGroup struct {
		BaseSHA string `json:"base_sha"`
		HeadSHA string `json:"head_sha"`
	} `json:"merge_group"`
	Action string `json:"action"`
	Issue  struct {
		Number      int       `json:"number"`
		PullRequest *struct{} `json:"pull_request"` // nil for an issue
	} `json:"issue"`
	Comment struct {
		Body string                 `json:"body"`
		User struct{ Login string } `json:"user"`
	} `json:"comment"`
	WorkflowRun struct {
		Event          string `json:"event"` // that the other workflow ran on
		HeadBranch     string `json:"head_branch"`
		HeadSHA        string `json:"head_sha"`
		HeadRepository struct {
			Owner struct{ Login string } `json:"owner"`
		} `json:"head_repository"`
	} `json:"workflow_run"`
	Before     string `json:"before"` // of a push; zeros if the branch is new
	After      string `json:"after"`  // zeros if the branch was deleted
	Repository struct {
		DefaultBranch string `json:"default_branch"`
	} `json:"repository"`
}

// readSubject returns what the run is about, nil if there is nothing to check.
func readSubject(getenv func(string) string) (*subject, error) {
	name, file := getenv("GITHUB_EVENT_NAME"), getenv("GITHUB_EVENT_PATH")
	if name == "" || file == "" {
		return nil, errors.New("GITHUB_EVENT_NAME and GITHUB_EVENT_PATH are not set: this command is for a GitHub Actions workflow; locally, use drydock review --base REV")
	}
	var e event
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("cannot read the event file: %w", err)
	}
	if err := json.Unmarshal(text, &e); err != nil {
		return nil, fmt.Errorf("the event file %s is not valid: %w", file, err)
	}
	var s subject
	switch name {
	case "pull_request", "pull_request_target":
		pr := e.PullRequest
		if pr.Number == 0 {
			return nil, fmt.Errorf("the event file %s has no pull_request with a number", file)
		}
		s = subject{number: pr.Number, base: pr.Base.SHA, head: pr.Head.SHA, settings: pr.Base.SHA, what: fmt.Sprintf("pull request %d", pr.Number)}
	case "merge_group":
		s = subject{base: e.MergeGroup.BaseSHA, head: e.MergeGroup.HeadSHA, settings: e.MergeGroup.BaseSHA, what: "the changes in the merge queue"}
	case "push":
		s = subject{base: e.Before, head: e.After, settings: e.After, what: "the changes of the push"}
		if isZeroSHA(s.head) {
			return nil, nil
		}
		if isZeroSHA(s.base) {
			s.base, s.what = e.Repository.DefaultBranch, "the changes of the new branch"
		}
	case "workflow_dispatch", "schedule":
		sha := getenv("GITHUB_SHA")
		if sha == "" {
			return nil, errors.New("GITHUB_SHA is not set")
		}
		return &subject{head: sha, settings: sha, what: "all Dockerfiles of the repository"}, nil
	case "issue_comment":
		if e.Action != "created" || e.Issue.PullRequest == nil || strings.TrimSpace(e.Comment.Body) != fixCommand {
			return nil, nil
		}
		return &subject{number: e.Issue.Number, what: fmt.Sprintf("pull request %d", e.Issue.Number), requester: e.Comment.User.Login}, nil
	case "workflow_run":
		w := e.WorkflowRun
		if w.Event != "pull_request" {
			return nil, nil
		}
		if w.HeadSHA == "" || w.HeadBranch == "" || w.HeadRepository.Owner.Login == "" {
			return nil, fmt.Errorf("the event file %s lacks the head of the workflow run", file)
		}
		return &subject{what: "the pull request of a workflow run", pushed: &pushed{w.HeadRepository.Owner.Login, w.HeadBranch, w.HeadSHA}}, nil
	default:
		return nil, nil
	}
	if s.base == "" || s.head == "" {
		return nil, fmt.Errorf("the event file %s lacks the base or the head commit", file)
	}
	return &s, nil
}

// isZeroSHA reports whether a commit's name is all zeros, which means no commit.
func isZeroSHA(sha string) bool { return sha != "" && strings.Trim(sha, "0") == "" }
