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

// attempts is how often a run plans what to post. Each time it reads first what is already
// posted, so that nothing is posted twice.
const attempts = 5

// snapshot is the state of a pull request, or why it could not be read.
type snapshot struct {
	state review.State
	head  string
	err   error
}

// takeSnapshot reads a pull request's state, and prefetches blobs with the same request.
func takeSnapshot(ctx context.Context, pr *github.PullRequest, blobs ...string) snapshot {
	state, head, err := pr.State(ctx, blobs...)
	return snapshot{state, head, err}
}

// post posts the review and returns its address, "" if there was nothing to post or the
// token isn't allowed to post. seen is a snapshot taken just before.
func (r *run) post(ctx context.Context, pr *github.PullRequest, seen snapshot, files []review.File) (url string, err error) {
	p := r.newPoster(pr, files)
	return p.url, p.post(ctx, seen)
}

// complete edits the review that was posted: it tells what was measured.
func (r *run) complete(ctx context.Context, pr *github.PullRequest, files []review.File) error {
	p := r.newPoster(pr, files)
	p.posted, p.completes = true, true
	return p.post(ctx, takeSnapshot(ctx, pr))
}

func (r *run) newPoster(pr *github.PullRequest, files []review.File) *poster {
	server := cmp.Or(r.Config.Getenv("GITHUB_SERVER_URL"), "https://github.com")
	return &poster{run: r, pr: pr, files: files, options: review.Options{
		MaxComments: r.settings.MaxComments, Head: pr.HeadSHA, Refused: map[string]bool{}, Figures: r.figures,
		Link: server + "/" + r.Config.Getenv("GITHUB_REPOSITORY") + "/blob/" + pr.HeadSHA,
	}}
}

// post takes as many steps as it takes until nothing is left to do. seen is a snapshot taken just before.
func (p *poster) post(ctx context.Context, seen snapshot) error {
	for attempt := range attempts {
		if attempt > 0 {
			seen = takeSnapshot(ctx, p.pr)
		}
		done, err := p.step(ctx, seen)
		switch {
		case err != nil && attempt < attempts-1 && errors.Is(err, github.ErrUnknownOutcome):
			if err := p.backOff(ctx, attempt); err != nil {
				return err
			}
		case err != nil:
			return p.reportOnly(err)
		case done:
			return nil
		}
	}
	return nil
}

// poster plans until there is nothing left to do, each time from a new snapshot. After
// posting, the snapshot shows whether another run for the same head posted the same. A run
// posts no second review.
type poster struct {
	*run
	pr      *github.PullRequest
	files   []review.File
	options review.Options
	url     string // of the posted review
	posted  bool
	// completes says that the review was posted before, and its text is completed.
	completes bool
	// oneByOne says that the review as a whole was refused.
	oneByOne bool
}

// step plans from a snapshot and carries the plan out. done says that nothing is left to do.
// After github.ErrUnknownOutcome, another step is worth a try.
func (p *poster) step(ctx context.Context, seen snapshot) (done bool, err error) {
	switch {
	case seen.err != nil && p.posted && !p.completes:
		p.Infof("drydock: posted, but could not check for duplicates: %s", sanitize(seen.err.Error()))
		return true, nil
	case seen.err != nil:
		return false, seen.err
	case seen.head != p.pr.HeadSHA:
		p.Infof("drydock: the pull request's head is now %.7s: the run for that commit posts the review", sanitize(seen.head))
		return true, nil
	}
	planned := review.Plan(p.files, p.options, seen.state)
	if p.posted {
		planned.Review = review.Review{}
	}
	if planned.NothingToDo() {
		if !p.posted {
			p.Infof("drydock: nothing new to post")
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
			p.oneByOne = true // unless the next snapshot has a new head
			return false, nil
		case err != nil:
			return false, err
		}
		p.posted = true
	}
	return planned.Empty(), p.updateThreads(ctx, planned)
}

// reportOnly logs why nothing is posted. It returns nil if annotations, summary and exit code
// are enough: if the token isn't allowed to post, or a rate limit is reached.
func (r *run) reportOnly(err error) error {
	switch {
	case errors.Is(err, github.ErrReadOnly):
		r.Infof("drydock: this token can't post reviews (normal on pull requests from forks): see the annotations and the job summary. For inline comments grant pull-requests: write, or run on pull_request_target, where Drydock reads the head as data only")
		return nil
	case errors.Is(err, github.ErrLimited):
		r.Warningf("drydock: %s; see the annotations and the job summary; the next run posts the review", sanitize(err.Error()))
		return nil
	}
	return err
}

// updateThreads edits, resolves and deletes what is already posted. It comes after posting:
// if it fails, the next attempt or run does it.
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
		p.Infof("drydock: deleted %s: another run for the same commit posted the same", report.Plural(n, "comment"))
	}
	p.Infof("drydock: %s posted, %s updated, %s resolved or marked as settled", report.Plural(len(planned.Comments), "comment"), report.Plural(len(planned.Edits), "comment"), report.Plural(len(planned.Resolves), "thread"))
	return nil
}

// postOneByOne posts the comments of a refused review one by one, and notes which of them
// GitHub refuses.
func (p *poster) postOneByOne(ctx context.Context, comments []review.Comment) error {
	for _, c := range comments {
		err := p.pr.PostComment(ctx, c)
		if errors.Is(err, github.ErrRefused) {
			p.Infof("drydock: %s: GitHub refused the comment, so it goes into the review's body: %s", sanitize(c.Place()), sanitize(err.Error()))
			p.options.Refused[c.Fingerprint] = true
			continue
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// backOff waits until a write that may have succeeded becomes visible.
func (r *run) backOff(ctx context.Context, attempt int) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(r.Wait << attempt):
		return nil
	}
}
