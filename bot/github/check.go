package github

import (
	"context"
	"slices"

	"github.com/google/go-github/v60/github"
)

// Check is a check run: the verdict on a commit, with annotations.
type Check struct {
	Failed         bool
	Title, Summary string // the summary is Markdown; both are required
	Annotations    []Annotation
}

// Annotation is a note on lines of a file, 1-based and inclusive.
type Annotation struct {
	Path            string
	FirstLine, Last int
	Level           string // notice, warning or failure
	Title, Message  string
}

// GitHub's limits: annotations in one request, and bytes of a summary (its own is 65,535).
const (
	checkAnnotations = 50
	checkSummary     = 65_000
)

// Check posts a completed check run called drydock on the head. The error is ErrReadOnly if
// the token isn't allowed to.
func (r *Range) Check(ctx context.Context, c Check) error {
	conclusion := "success"
	if c.Failed {
		conclusion = "failure"
	}
	if len(c.Summary) > checkSummary {
		c.Summary = c.Title + ". See the job summary for details."
	}
	batches := slices.Collect(slices.Chunk(c.Annotations, checkAnnotations))
	output := func(n int) *github.CheckRunOutput {
		out := &github.CheckRunOutput{Title: &c.Title, Summary: &c.Summary}
		if n < len(batches) {
			for _, a := range batches[n] {
				out.Annotations = append(out.Annotations, &github.CheckRunAnnotation{
					Path: &a.Path, StartLine: &a.FirstLine, EndLine: &a.Last, AnnotationLevel: &a.Level, Title: &a.Title, Message: &a.Message,
				})
			}
		}
		return out
	}
	const name, completed = "drydock", "completed"
	run, _, err := r.api.Checks.CreateCheckRun(ctx, r.owner, r.repo, github.CreateCheckRunOptions{
		Name: name, HeadSHA: r.HeadSHA, Status: github.String(completed), Conclusion: &conclusion, Output: output(0),
	})
	for n := 1; err == nil && n < len(batches); n++ {
		_, _, err = r.api.Checks.UpdateCheckRun(ctx, r.owner, r.repo, run.GetID(), github.UpdateCheckRunOptions{Name: name, Output: output(n)})
	}
	return r.writeError("post the check run", err)
}
