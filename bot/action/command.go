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

// fixCommand is the comment that asks for a commit with all suggestions.
const fixCommand = "/drydock fix"

// answerFixCommand commits all suggestions and replies with the outcome.
func (r *run) answerFixCommand(ctx context.Context, client *github.Client) error {
	reply, err := r.commitSuggestions(ctx, client)
	switch {
	case errors.Is(err, github.ErrMoved):
		reply = "Nothing was committed: the branch has new commits. Comment `" + fixCommand + "` again."
	case errors.Is(err, github.ErrReadOnly):
		reply = "Nothing was committed: the workflow's token isn't allowed to. Grant the job `contents: write`."
	case err != nil:
		return err
	}
	r.Infof("drydock: %s", sanitize(reply))
	return client.Reply(ctx, r.subject.number, reply)
}

// commitSuggestions commits all suggestions and returns the reply.
func (r *run) commitSuggestions(ctx context.Context, client *github.Client) (reply string, err error) {
	if may, err := client.MayWrite(ctx, r.subject.requester); err != nil {
		return "", err
	} else if !may {
		return "Nothing was committed: only people who can push to this repository can use `" + fixCommand + "`. If there are several suggestions, the review's text may have them as one patch.", nil
	}
	head, err := client.Head(ctx, r.subject.number)
	switch {
	case err != nil:
		return "", err
	case !head.Open:
		return "Nothing was committed: the pull request isn't open.", nil
	case head.Fork:
		return "Nothing was committed: the branch is in a fork. If there are several suggestions, the review's text may have them as one patch.", nil
	}
	files, err := r.checkHead(ctx, client, head)
	if err != nil {
		return "", err
	}
	state, _, err := (&github.PullRequest{Range: r.commits, Number: r.subject.number}).State(ctx)
	if err != nil {
		return "", err
	}
	files = review.With(files, review.FiguresIn(state, head.HeadSHA))
	texts, suggestions, left := r.changedTexts(files)
	rest := ""
	if n := review.Withdrawn(files); n > 0 {
		rest = " " + report.Plural(n, "suggestion") + " left out: worse when built. See the review."
	}
	if left > 0 {
		rest += " " + report.Plural(left, "suggestion") + " for workflows left out: a workflow's token can't change workflows. Commit them from the review."
	}
	if suggestions == 0 {
		return "There's no suggestion to commit." + rest, nil
	}
	what := fmt.Sprintf("%s from Drydock in %s", report.Plural(suggestions, "suggestion"), report.Plural(len(texts), "file"))
	sha, err := client.Commit(ctx, head, "Apply "+what, texts)
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("%s: %s.%s", what, sha, rest), nil
}

// checkHead checks the changed files of a pull request's current head.
func (r *run) checkHead(ctx context.Context, client *github.Client, head github.Head) ([]review.File, error) {
	r.subject.base, r.subject.head, r.subject.settings = head.BaseSHA, head.HeadSHA, head.BaseSHA
	r.commits = &github.Range{Client: client, BaseSHA: head.BaseSHA, HeadSHA: head.HeadSHA}
	changes, err := r.changes(ctx, &github.PullRequest{Range: r.commits, Number: r.subject.number})
	if err != nil {
		return nil, err
	}
	headTree, baseTree := r.trees(ctx, changes)
	if err := r.readSettings(ctx, r.settingsTree(headTree, baseTree)); err != nil {
		return nil, err
	}
	return r.checkFiles(ctx, r.selectFiles(changes, headTree), headTree, baseTree)
}

// changedTexts returns the files' texts with all suggestions applied, by path, and the number
// of suggestions. left is how many are for workflows, which no workflow's token can change.
func (r *run) changedTexts(files []review.File) (texts map[string][]byte, suggestions, left int) {
	texts = map[string][]byte{}
	for _, f := range files {
		text, n := review.Changed(f)
		switch {
		case n == 0:
		case strings.HasPrefix(f.Path, github.Workflows):
			left += n
		default:
			texts[f.Path] = text
			suggestions += n
		}
	}
	return texts, suggestions, left
}
