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
const attempts = 5

// glance is what stands in a pull request.
type glance struct {
	said review.Said
	head string
	err  error
}

// glanceAt looks at a pull request, and brings blobs along that will be read.
func glanceAt(ctx context.Context, pr *github.PullRequest, blobs ...string) glance {
	said, head, err := pr.Said(ctx, blobs...)
	return glance{said, head, err}
}

// post says what there is to say on the pull request and returns the posted
// review's address, "" when there was nothing to post or the token may not. seen is
// what stood there a moment ago.
func (r *run) post(ctx context.Context, pr *github.PullRequest, seen glance, files []review.File) (url string, err error) {
	server := cmp.Or(r.Config.Getenv("GITHUB_SERVER_URL"), "https://github.com")
	p := &poster{run: r, pr: pr, files: files, options: review.Options{
		Scope: r.settings.Scope, MaxComments: r.settings.MaxComments, Head: pr.HeadSHA, Refused: map[string]bool{},
		Link: server + "/" + r.Config.Getenv("GITHUB_REPOSITORY") + "/blob/" + pr.HeadSHA,
	}}
	for attempt := range attempts {
		if attempt > 0 {
			seen = glanceAt(ctx, pr)
		}
		done, err := p.step(ctx, seen)
		switch {
		case err != nil && attempt < attempts-1 && errors.Is(err, github.ErrUnsure):
			if err := r.pause(ctx, attempt); err != nil {
				return p.url, err
			}
		case err != nil:
			return p.url, r.degrade(err)
		case done:
			return p.url, nil
		}
	}
	return p.url, nil
}

// poster plans until there is nothing left to do, looking anew each time. Once the
// review is posted, that is how it sees whether another run for the same head has
// said the same meanwhile; nothing is posted a second time.
type poster struct {
	*run
	pr      *github.PullRequest
	files   []review.File
	options review.Options
	url     string // of the posted review
	posted  bool
	// singly says that the review was refused as a whole.
	singly bool
}

// step does what there is to do now. done says that there is nothing more; an error
// that is github.ErrUnsure, that it is worth another step.
func (p *poster) step(ctx context.Context, seen glance) (done bool, err error) {
	switch {
	case seen.err != nil && p.posted:
		p.Infof("drydock: what was posted could not be looked at again: %s", printable(seen.err.Error()))
		return true, nil
	case seen.err != nil:
		return false, seen.err
	case seen.head != p.pr.HeadSHA:
		p.Infof("drydock: the pull request has moved on to %.7s meanwhile: the run for that one speaks", printable(seen.head))
		return true, nil
	}
	planned := review.Plan(p.files, p.options, seen.said)
	if p.posted {
		planned.Review = review.Review{}
	}
	if planned.Nothing() {
		if !p.posted {
			p.Infof("drydock: everything there is to say stands in the pull request")
		}
		return true, nil
	}
	if p.singly {
		p.singly = false
		return false, p.postSingly(ctx, planned.Comments)
	}
	if !planned.Empty() {
		p.url, err = p.pr.Post(ctx, planned.Review)
		switch {
		case github.IsPending(err):
			return false, p.pr.DropPending(ctx)
		case errors.Is(err, github.ErrRefused):
			p.singly = true // if the head is still the same
			return false, nil
		case err != nil:
			return false, err
		}
		p.posted = true
	}
	return planned.Empty(), p.bringUpToDate(ctx, planned)
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

// bringUpToDate changes what stands in the pull request. That comes after posting:
// should it fail, the next attempt or run does it.
func (p *poster) bringUpToDate(ctx context.Context, planned review.Actions) error {
	for _, e := range planned.Edits {
		if err := p.pr.Edit(ctx, e); err != nil {
			return err
		}
	}
	for _, c := range planned.Closes {
		if err := p.pr.Close(ctx, c); err != nil {
			return err
		}
	}
	for _, v := range planned.Reviews {
		if err := p.pr.EditReview(ctx, v); err != nil {
			return err
		}
	}
	for _, id := range planned.Deletes {
		if err := p.pr.Delete(ctx, id); err != nil {
			return err
		}
	}
	if n := len(planned.Deletes); n > 0 {
		p.Infof("drydock: %s taken back: another run for the same commit has said the same", report.Plural(n, "comment"))
	}
	p.Infof("drydock: %s posted, %s brought up to date, %s closed", report.Plural(len(planned.Comments), "comment"), report.Plural(len(planned.Edits), "comment"), report.Plural(len(planned.Closes), "thread"))
	return nil
}

// postSingly posts the comments of a review that was refused, each for itself, and
// notes which of them GitHub does not take.
func (p *poster) postSingly(ctx context.Context, comments []review.Comment) error {
	for _, c := range comments {
		err := p.pr.PostComment(ctx, c)
		if errors.Is(err, github.ErrRefused) {
			p.Infof("drydock: %s: the comment goes to the review's body: %s", printable(c.Place()), printable(err.Error()))
			p.options.Refused[c.Print] = true
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
