package action

import (
	"cmp"
	"context"
	"errors"
	"time"

	"github.com/drydock-dev/drydock/bot/github"
	"github.com/drydock-dev/drydock/bot/review"
	"github.com/drydock-dev/drydock/report"
)

// attempts is how often a run plans what to post. Each time it looks first at what
// stands in the pull request, so that nothing is said twice.
const attempts = 4

// post says what there is to say on the pull request and returns the posted
// review's address, "" when there was nothing to post, the token may not, or there
// is no pull request.
func (r *run) post(ctx context.Context, pr *github.PullRequest, files []review.File) (url string, err error) {
	if pr.Number == 0 {
		return "", nil
	}
	server := cmp.Or(r.Config.Getenv("GITHUB_SERVER_URL"), "https://github.com")
	options := review.Options{
		Scope: r.settings.Scope, MaxComments: r.settings.MaxComments, Head: pr.HeadSHA, Refused: map[string]bool{},
		Link: server + "/" + r.Config.Getenv("GITHUB_REPOSITORY") + "/blob/" + pr.HeadSHA,
	}
	for attempt := range attempts {
		said, head, err := pr.Said(ctx)
		if errors.Is(err, github.ErrUnsure) && attempt < attempts-1 {
			if err := r.pause(ctx, attempt); err != nil {
				return url, err
			}
			continue
		}
		if err != nil {
			return url, r.degrade(err)
		}
		if head != pr.HeadSHA {
			r.Infof("drydock: the pull request has moved on to %.7s meanwhile: the run for that one speaks", printable(head))
			return url, nil
		}
		planned := review.Plan(files, options, said)
		if planned.Nothing() {
			r.Infof("drydock: everything there is to say stands in the pull request")
			return url, nil
		}
		posted, err := r.carryOut(ctx, pr, planned)
		if posted != "" {
			url = posted
		}
		switch {
		case err == nil:
			return url, nil
		case attempt == attempts-1 || errors.Is(err, github.ErrReadOnly) || errors.Is(err, github.ErrLimited):
			return url, r.degrade(err)
		case github.IsPending(err):
			err = pr.DropPending(ctx)
		case errors.Is(err, github.ErrRefused) && posted == "":
			err = r.postSingly(ctx, pr, planned.Comments, options.Refused)
		case errors.Is(err, github.ErrUnsure):
			err = r.pause(ctx, attempt)
		}
		if err != nil && !errors.Is(err, github.ErrUnsure) {
			return url, r.degrade(err)
		}
	}
	return url, nil
}

// degrade says why nothing is posted, and returns nil where annotations, summary
// and exit code are enough: where the token may not, or GitHub lets nothing more
// be sent for now.
func (r *run) degrade(err error) error {
	switch {
	case errors.Is(err, github.ErrReadOnly):
		r.Infof("drydock: the token may not post reviews, as on pull requests from forks: see the annotations and the job summary. For inline comments grant pull-requests: write, or run on pull_request_target, which reads the head as data only")
		return nil
	case errors.Is(err, github.ErrLimited):
		r.Warningf("drydock: %s; what there is to say is in the annotations and the job summary, and the next run posts it", printable(err.Error()))
		return nil
	}
	return err
}

// carryOut posts first: should a later step fail, the next attempt or run does
// it.
func (r *run) carryOut(ctx context.Context, pr *github.PullRequest, planned review.Actions) (url string, err error) {
	if !planned.Empty() {
		if url, err = pr.Post(ctx, planned.Review); err != nil {
			return "", err
		}
	}
	for _, e := range planned.Edits {
		if err := pr.Edit(ctx, e); err != nil {
			return url, err
		}
	}
	for _, c := range planned.Closes {
		if err := pr.Close(ctx, c); err != nil {
			return url, err
		}
	}
	r.Infof("drydock: %s posted, %s brought up to date, %s closed", report.Plural(len(planned.Comments), "comment"), report.Plural(len(planned.Edits), "comment"), report.Plural(len(planned.Closes), "thread"))
	return url, nil
}

// postSingly posts the comments of a review that was refused, each for itself, and
// notes which of them GitHub does not take.
func (r *run) postSingly(ctx context.Context, pr *github.PullRequest, comments []review.Comment, refused map[string]bool) error {
	for _, c := range comments {
		err := pr.PostComment(ctx, c)
		if errors.Is(err, github.ErrRefused) {
			r.Infof("drydock: %s: the comment goes to the review's body: %s", printable(c.Place()), printable(err.Error()))
			refused[c.Print] = true
			continue
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// pause lets what was perhaps done become visible.
func (r *run) pause(ctx context.Context, attempt int) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(r.Wait << attempt):
		return nil
	}
}
