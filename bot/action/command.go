package action

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/drydock-dev/drydock/bot/github"
	"github.com/drydock-dev/drydock/bot/review"
	"github.com/drydock-dev/drydock/report"
)

// fixCommand is the comment by which somebody asks for a commit with all
// suggestions.
const fixCommand = "/drydock fix"

// answerFixCommand commits all suggestions on somebody's request, and replies with what became
// of it.
func (r *run) answerFixCommand(ctx context.Context, client *github.Client) error {
	reply, err := r.commitSuggestions(ctx, client)
	switch {
	case errors.Is(err, github.ErrMoved):
		reply = "The branch has moved on meanwhile, so nothing was committed. Say `" + fixCommand + "` again for what it is now."
	case errors.Is(err, github.ErrReadOnly):
		reply = "Nothing was committed: the workflow's token may not. Grant the job `contents: write`."
	case err != nil:
		return err
	}
	r.Infof("drydock: %s", sanitize(reply))
	return client.Reply(ctx, r.subject.number, reply)
}

// commitSuggestions commits and returns what to reply.
func (r *run) commitSuggestions(ctx context.Context, client *github.Client) (reply string, err error) {
	if may, err := client.MayWrite(ctx, r.subject.requester); err != nil {
		return "", err
	} else if !may {
		return "`" + fixCommand + "` is for those who may push to this repository. The review's body has all suggestions as one patch.", nil
	}
	head, err := client.Head(ctx, r.subject.number)
	switch {
	case err != nil:
		return "", err
	case !head.Open:
		return "The pull request is not open, so nothing was committed.", nil
	case head.Fork:
		return "The branch of this pull request is in a fork, so nothing was committed. The review's body has all suggestions as one patch.", nil
	}
	r.subject.base, r.subject.head, r.subject.settings = head.BaseSHA, head.HeadSHA, head.BaseSHA
	r.commits = &github.Range{Client: client, BaseSHA: head.BaseSHA, HeadSHA: head.HeadSHA}
	pr := &github.PullRequest{Range: r.commits, Number: r.subject.number}
	changes, err := pr.Changes(ctx)
	if err != nil {
		return "", err
	}
	headTree, baseTree := r.trees(ctx, changes)
	selected, err := r.selectFiles(ctx, changes, r.settingsTree(headTree, baseTree))
	if err != nil {
		return "", err
	}
	files, err := r.checkFiles(ctx, selected, headTree, baseTree)
	if err != nil {
		return "", err
	}
	texts, suggestions, left := map[string][]byte{}, 0, 0
	for _, f := range files {
		text, n := review.Changed(f, r.settings.Scope)
		switch {
		case n == 0:
		case strings.HasPrefix(f.Path, github.Workflows):
			left += n
		default:
			texts[f.Path] = text
			suggestions += n
		}
	}
	rest := ""
	if left > 0 {
		rest = " " + report.Plural(left, "suggestion") + " for workflows left out, which a workflow's token may not change: commit them from the review."
	}
	if suggestions == 0 {
		return "There is no suggestion to commit." + rest, nil
	}
	what := fmt.Sprintf("%s of Drydock in %s", report.Plural(suggestions, "suggestion"), report.Plural(len(texts), "file"))
	sha, err := client.Commit(ctx, head, "Apply "+what, texts)
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("%s: %s.%s", what, sha, rest), nil
}
