package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/drydock-dev/drydock/bot"
	"github.com/drydock-dev/drydock/bot/local"
	"github.com/drydock-dev/drydock/bot/review"
	"github.com/drydock-dev/drydock/lint/config"
	"github.com/drydock-dev/drydock/report"
	"github.com/drydock-dev/drydock/shellcheck"
)

type reviewCmd struct {
	Base   string `required:"" help:"Revision to merge the branch into." placeholder:"REV"`
	Format string `help:"Output format: text, markdown or json." default:"text" enum:"text,markdown,json" placeholder:"NAME"`
	Config string `help:"Settings file in the merge base. Default: drydock.yaml or .github/drydock.yaml." placeholder:"FILE"`
	Scope  string `help:"Findings to report: introduced, touched or all." placeholder:"NAME"`
	FailOn string `help:"Exit with 1 if there are findings of this severity or higher: info, warning, error; none: never." placeholder:"SEVERITY"`
	lookFlags
}

// Run prints the review that the bot would post for the current branch.
func (c *reviewCmd) Run() error {
	checked, err := c.checkBranch(context.Background(), branchFlags{base: c.Base, config: c.Config, scope: c.Scope, failOn: c.FailOn})
	if err != nil {
		return err
	}
	files, settings := checked.files, checked.settings
	planned := review.Plan(files, review.Options{MaxComments: settings.MaxComments}, review.State{}).Review
	found := reported(files)
	if err := c.print(planned, found, review.Notes(files)); err != nil {
		return err
	}
	var v verdict
	for _, f := range found {
		if f.Err != nil && c.Format != "text" { // only the text tells
			warn(fmt.Sprintf("%s: %v", f.Path, f.Err))
		}
		if f.Plan != nil {
			c.explain(f.Path, f.Plan.Rejected, f.Plan.Failures)
		}
		v.add(f)
	}
	return v.err(settings.FailOn)
}

// branchFlags say what to check of the current branch.
type branchFlags struct{ base, config, scope, failOn string }

// checkedBranch is what the current branch changes, checked as the bot checks it.
type checkedBranch struct {
	files    []review.File
	settings config.Settings
	known    bot.Facts
	dir      string // the repository's root
}

// checkBranch checks what the current branch changes.
func (l *lookFlags) checkBranch(ctx context.Context, flags branchFlags) (checked checkedBranch, err error) {
	today, err := l.today()
	if err != nil {
		return checked, err
	}
	branch, err := local.Open(ctx, ".", flags.base)
	if err != nil {
		return checked, err
	}
	branch.Warn = warn
	settings, err := bot.ReadSettings(flags.config, func(name string) ([]byte, error) { return branch.ReadBase(ctx, name) })
	if err != nil {
		return checked, err
	}
	if err := errors.Join(settings.Override(l.Profile, flags.scope, flags.failOn), settings.SetKinds(l.Kinds)); err != nil {
		return checked, err
	}
	changes, err := branch.Changes(ctx)
	if err != nil {
		return checked, err
	}
	known := bot.GatherFacts(branch.HeadTree(ctx), branch.BaseTree(ctx), branch.History(ctx), today, shellcheck.Default())
	selected, left := bot.Select(changes, settings, known.Head)
	if left > 0 {
		warn(fmt.Sprintf("skipped %s: too many in one change", report.Plural(left, "changed script")))
	}
	files, err := bot.Check(ctx, branch, selected, settings, known)
	return checkedBranch{files: files, settings: settings, known: known, dir: branch.Dir()}, err
}

// print writes the review. notes are lines about the change as a whole; the review's body may have
// some of them already.
func (c *reviewCmd) print(planned review.Review, found []report.File, notes []string) error {
	switch c.Format {
	case "json":
		if planned.Comments == nil {
			planned.Comments = []review.Comment{}
		}
		return writeIndented(os.Stdout, planned)
	case "markdown":
		body := planned.Body
		if planned.Empty() {
			body = "Nothing to comment on."
		}
		fmt.Println(body)
		for _, comment := range planned.Comments {
			fmt.Printf("\n---\n\n%s\n\n%s\n", comment.Place(), comment.Body)
		}
		for _, note := range notes {
			if !strings.Contains(body, note) {
				fmt.Printf("\n---\n\n%s\n", note)
			}
		}
		return nil
	}
	if err := report.Text(os.Stdout, slices.Values(found)); err != nil {
		return err
	}
	for _, note := range notes {
		fmt.Println(note)
	}
	return nil
}

// reported returns a report of the findings in the review's scope.
func reported(files []review.File) []report.File {
	var found []report.File
	for _, f := range files {
		if !errors.Is(f.Err, bot.ErrLink) && f.NotReviewed == "" {
			found = append(found, report.File{Path: f.Path, Plan: f.Plan, Err: f.Err})
		}
	}
	return found
}
