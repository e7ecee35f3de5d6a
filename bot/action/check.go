package action

import (
	"context"
	"errors"
	"strings"

	"github.com/drydock-dev/drydock/bot/github"
	"github.com/drydock-dev/drydock/lint"
	"github.com/drydock-dev/drydock/report"
)

// postCheckRun posts the run's verdict as a check run, if the input check-run asks for it,
// and returns the verdict. An error of Drydock's own fails the check run, unless fail-open is
// set.
func (r *run) postCheckRun(ctx context.Context, verdict error) error {
	if r.GetInput("check-run") != "true" {
		return verdict
	}
	counts := report.Count(r.found...)
	c := github.Check{
		Failed:  verdict != nil && !r.failsOpen(verdict),
		Title:   report.Plural(counts.Findings, "finding") + ", " + report.Plural(counts.Suggestions, "suggestion"),
		Summary: strings.TrimSpace(report.Summary(r.found, r.url, r.notes...) + "\n" + r.figuresText),
	}
	if verdict != nil && !errors.Is(verdict, ErrFindings) {
		c.Title = "Drydock failed"
		c.Summary = verdict.Error() + "\n\n" + c.Summary
	}
	for _, f := range r.found {
		if f.Err != nil {
			c.Annotations = append(c.Annotations, github.Annotation{Path: f.Path, FirstLine: 1, Last: 1, Level: "failure", Title: "Drydock", Message: f.Err.Error()})
			continue
		}
		for _, finding := range f.Findings() {
			level := map[lint.Severity]string{lint.Error: "failure", lint.Warning: "warning", lint.Info: "notice"}[finding.Severity]
			c.Annotations = append(c.Annotations, github.Annotation{
				Path: f.Path, FirstLine: finding.Start.Line, Last: finding.End.Line, Level: level, Title: finding.Key(), Message: finding.Message,
			})
		}
	}
	if err := r.commits.Check(ctx, c); err != nil {
		r.Warningf("drydock: no check run: %s; grant the job checks: write", sanitize(err.Error()))
	}
	return verdict
}
