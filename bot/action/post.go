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

// snapshot is what stands in a pull request.
type snapshot struct {
	state review.State
	head  string
	err   error
}

// takeSnapshot looks at a pull request, and brings blobs along that will be read.
func takeSnapshot(ctx context.Context, pr *github.PullRequest, blobs ...string) snapshot {
	state, head, err := pr.State(ctx, blobs...)
	return snapshot{state, head, err}
}

// post says what there is to say on the pull request and returns the posted
// review's address, "" when there was nothing to post or the token may not. seen is
// what stood there a moment ago.
func (r *run) post(ctx context.Context, pr *github.PullRequest, seen snapshot, files []review.File) (url string, err error) {
	server := cmp.Or(r.Config.Getenv("GITHUB_SERVER_URL"), "https://github.com")
	p := &poster{run: r, pr: pr, files: files, options: review.Options{
		Scope: r.settings.Scope, MaxComments: r.settings.MaxComments, Head: pr.HeadSHA, Refused: map[string]bool{},
		Link: server + "/" + r.Config.Getenv("GITHUB_REPOSITORY") + "/blob/" + pr.HeadSHA,
	}}
	for attempt := range attempts {
		if attempt > 0 {
			seen = takeSnapshot(ctx, pr)
		}
		done, err := p.step(ctx, seen)
		switch {
		case err != nil && attempt < attempts-1 && errors.Is(err, github.ErrUnknownOutcome):
			if err := r.backOff(ctx, attempt); err != nil {
				return p.url, err
			}
		case err != nil:
			return p.url, r.reportOnly(err)
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
	// oneByOne says that the review was refused as a whole.
	oneByOne bool
}

// step does what there is to do now. done says that there is nothing more; an error
// that is github.ErrUnknownOutcome, that it is worth another step.
func (p *poster) step(ctx context.Context, seen snapshot) (done bool, err error) {
	switch {
	case seen.err != nil && p.posted:
		p.Infof("drydock: what was posted could not be looked at again: %s", sanitize(seen.err.Error()))
		return true, nil
	case seen.err != nil:
		return false, seen.err
	case seen.head != p.pr.HeadSHA:
		p.Infof("drydock: the pull request has moved on to %.7s meanwhile: the run for that one speaks", sanitize(seen.head))
		return true, nil
	}
	planned := review.Plan(p.files, p.options, seen.state)
	if p.posted {
		planned.Review = review.Review{}
	}
	if planned.NothingToDo() {
		if !p.posted {
			p.Infof("drydock: everything there is to say stands in the pull request")
		}
		return true, nil
	}
	if p.oneByOne {
		p.oneByOne = false
		return false, p.postOneByOne(ctx, planned.Comments)
	}
	if !planned.Empty() {
		p.url, err = p.pr.Post(ctx, planned.Review)
		switch {
		case github.IsPending(err):
			return false, p.pr.DropPending(ctx)
		case errors.Is(err, github.ErrRefused):
			p.oneByOne = true // if the head is still the same
			return false, nil
		case err != nil:
			return false, err
		}
		p.posted = true
	}
	return planned.Empty(), p.updateThreads(ctx, planned)
}

// reportOnly says why nothing is posted, and returns nil where annotations, summary
// and exit code are enough: where the token may not, or GitHub lets nothing more
// be sent for now.
func (r *run) reportOnly(err error) error {
	switch {
	case errors.Is(err, github.ErrReadOnly):
		r.Infof("drydock: the token may not post reviews, as on pull requests from forks: see the annotations and the job summary. For inline comments grant pull-requests: write, or run on pull_request_target, which reads the head as data only")
		return nil
	case errors.Is(err, github.ErrLimited):
		r.Warningf("drydock: %s; what there is to say is in the annotations and the job summary, and the next run posts it", sanitize(err.Error()))
		return nil
	}
	return err
}

// updateThreads changes what stands in the pull request. That comes after posting:
// should it fail, the next attempt or run does it.
func (p *poster) updateThreads(ctx context.Context, planned review.Actions) error {
	for _, e := range planned.Edits {
		if err := p.pr.Edit(ctx, e); err != nil {
			return err
		}
	}
	for _, c := range planned.Resolves {
		if err := p.pr.Resolve(ctx, c); err != nil {
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
	p.Infof("drydock: %s posted, %s brought up to date, %s closed", report.Plural(len(planned.Comments), "comment"), report.Plural(len(planned.Edits), "comment"), report.Plural(len(planned.Resolves), "thread"))
	return nil
}

// postOneByOne posts the comments of a review that was refused, each for itself, and
// notes which of them GitHub does not take.
func (p *poster) postOneByOne(ctx context.Context, comments []review.Comment) error {
	for _, c := range comments {
		err := p.pr.PostComment(ctx, c)
		if errors.Is(err, github.ErrRefused) {
			p.Infof("drydock: %s: the comment goes to the review's body: %s", sanitize(c.Place()), sanitize(err.Error()))
			p.options.Refused[c.Fingerprint] = true
			continue
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// backOff lets what was perhaps done become visible.
func (r *run) backOff(ctx context.Context, attempt int) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(r.Wait << attempt):
		return nil
	}
}
