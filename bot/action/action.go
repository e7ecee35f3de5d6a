// Package action is the GitHub Action: it reads the workflow's environment and
// event, reviews the pull request, and says what it found in a review, as
// annotations, in the job summary and by the exit code.
//
// It may import the other packages of bot, and report. The environment is
// handed to it as a function.
package action

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/sethvargo/go-githubactions"

	"github.com/drydock-dev/drydock/bot"
	"github.com/drydock-dev/drydock/bot/github"
	"github.com/drydock-dev/drydock/bot/review"
	"github.com/drydock-dev/drydock/report"
	"github.com/drydock-dev/drydock/rules"
	"github.com/drydock-dev/drydock/shellcheck"
)

// ErrFindings says that the run went well and found something at the
// threshold of fail-on.
var ErrFindings = errors.New("findings at or above fail-on")

// run is one run of the Action.
type run struct {
	*githubactions.Action
	out      io.Writer
	settings rules.Settings
	pr       *github.PullRequest
}

// Run reviews the pull request of a workflow run. The environment is the
// runner's, by getenv; commands and log lines go to out.
func Run(ctx context.Context, getenv func(string) string, out io.Writer) (err error) {
	defer func() {
		// The runner's library panics when it cannot write a file of the runner.
		if cause := recover(); cause != nil {
			err = fmt.Errorf("the run broke off: %v", cause)
		}
	}()
	r := &run{Action: githubactions.New(githubactions.WithGetenv(getenv), githubactions.WithWriter(out)), out: out}
	event, err := readEvent(getenv)
	if err != nil {
		return err
	}
	if event == nil {
		r.Infof("drydock: nothing to review on a %q event; it works on pull_request and pull_request_target", printable(getenv("GITHUB_EVENT_NAME")))
		r.outputs(0, 0, "")
		return nil
	}
	token := withDefault(r.GetInput("github-token"), getenv("GITHUB_TOKEN"))
	if token == "" {
		return errors.New("no token: pass one as github-token; ${{ github.token }} is the workflow's own")
	}
	r.AddMask(token)
	client, err := github.NewClient(withDefault(getenv("GITHUB_API_URL"), "https://api.github.com"), withDefault(getenv("GITHUB_GRAPHQL_URL"), "https://api.github.com/graphql"), getenv("GITHUB_REPOSITORY"), token)
	if err != nil {
		return err
	}
	r.pr = &github.PullRequest{Client: client, Number: event.PullRequest.Number, BaseSHA: event.PullRequest.Base.SHA, HeadSHA: event.PullRequest.Head.SHA}
	return r.review(ctx)
}

// Warn says an error as a warning of the workflow run.
func Warn(out io.Writer, err error) {
	githubactions.New(githubactions.WithWriter(out)).Warningf("drydock could not do its work, and fail-open lets the job go on: %s", printable(err.Error()))
}

// event is what is needed of a pull request's event.
type event struct {
	PullRequest struct {
		Number int                  `json:"number"`
		Base   struct{ SHA string } `json:"base"`
		Head   struct{ SHA string } `json:"head"`
	} `json:"pull_request"`
}

// readEvent returns the event, nil when it is not about a pull request.
func readEvent(getenv func(string) string) (*event, error) {
	name, file := getenv("GITHUB_EVENT_NAME"), getenv("GITHUB_EVENT_PATH")
	if name == "" || file == "" {
		return nil, errors.New("GITHUB_EVENT_NAME and GITHUB_EVENT_PATH are not set: this command is for a GitHub Actions workflow; on a laptop use drydock review --base REV")
	}
	if name != "pull_request" && name != "pull_request_target" {
		return nil, nil
	}
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("the event file cannot be read: %w", err)
	}
	var e event
	if err := json.Unmarshal(text, &e); err != nil {
		return nil, fmt.Errorf("the event file %s is not valid: %w", file, err)
	}
	if pr := e.PullRequest; pr.Number == 0 || pr.Base.SHA == "" || pr.Head.SHA == "" {
		return nil, fmt.Errorf("the event file %s has no pull_request with number, base.sha and head.sha", file)
	}
	return &e, nil
}

// review looks at the pull request and says what was found.
func (r *run) review(ctx context.Context) error {
	changes, err := r.pr.Changes(ctx)
	if err != nil {
		return err
	}
	if !bot.AnyDockerfile(changes) {
		r.Infof("drydock: the pull request changes no Dockerfile")
		r.outputs(0, 0, "")
		_, err := r.post(ctx, nil) // what earlier pushes gave rise to is cleared up
		return err
	}
	base, head := r.tree(ctx, r.pr.BaseTree), r.tree(ctx, r.pr.HeadTree)
	if err := r.readSettings(ctx, base); err != nil {
		return err
	}
	both := rules.Context{Settings: r.settings, History: r.pr.History(ctx), Today: time.Now()}
	if program := shellcheck.Find(); program != "" {
		both.Shell = shellcheck.New(program)
	}
	files, err := bot.Look(ctx, r.pr, changes, bot.NewKnown(both, head, base))
	if err != nil {
		return err
	}
	url, err := r.post(ctx, files)
	if err != nil {
		return err
	}
	return r.say(files, url)
}

// tree returns the files of one side, nil when they cannot be listed: rules that
// look at them are silent then.
func (r *run) tree(ctx context.Context, list func(context.Context) (*bot.Tree, error)) *bot.Tree {
	tree, err := list(ctx)
	if err != nil {
		r.Infof("drydock: %s; rules that look at other files are left out", printable(err.Error()))
	}
	return tree
}

// readSettings reads the base's settings: a pull request must not be able to
// switch its own review off. Inputs win over them.
// What the base's tree does not have is not asked for; nil is a tree that is not
// known.
func (r *run) readSettings(ctx context.Context, base *bot.Tree) (err error) {
	r.settings, err = bot.ReadSettings(r.GetInput("config"), func(name string) ([]byte, error) {
		if base != nil {
			if _, err := fs.Stat(base, path.Clean(name)); err != nil {
				return nil, fs.ErrNotExist
			}
		}
		return r.pr.ReadBase(ctx, name)
	})
	if err != nil {
		return err
	}
	if err := r.settings.Override(r.GetInput("profile"), r.GetInput("scope"), r.GetInput("fail-on")); err != nil {
		return err
	}
	for pattern := range strings.FieldsSeq(strings.ReplaceAll(r.GetInput("paths"), ",", " ")) {
		if _, err := path.Match(pattern, ""); err != nil {
			return fmt.Errorf("paths: %q is not a pattern", pattern)
		}
		r.settings.Only = append(r.settings.Only, pattern)
	}
	return nil
}

// post does what the plan says and returns the posted review's address, "" when
// there was nothing to post or the token may not.
func (r *run) post(ctx context.Context, files []review.File) (string, error) {
	said, head, err := r.pr.Said(ctx)
	if err != nil {
		return "", err
	}
	if head != r.pr.HeadSHA {
		r.Infof("drydock: the pull request has moved on to %.7s meanwhile: the run for that one speaks", printable(head))
		return "", nil
	}
	planned := review.Plan(files, review.Options{Scope: r.settings.Scope, MaxComments: r.settings.MaxComments, Head: r.pr.HeadSHA}, said)
	if planned.Nothing() {
		r.Infof("drydock: everything there is to say stands in the pull request already")
		return "", nil
	}
	url, err := r.carryOut(ctx, planned)
	if errors.Is(err, github.ErrReadOnly) {
		r.Infof("drydock: the token may not post reviews, as on pull requests from forks: see the annotations and the job summary. For inline comments grant pull-requests: write, or run on pull_request_target, which reads the head as data only")
		return "", nil
	}
	return url, err
}

// carryOut posts first: should a later step fail, the next run does it, and
// nothing is said twice.
func (r *run) carryOut(ctx context.Context, planned review.Actions) (url string, err error) {
	if !planned.Empty() {
		if url, err = r.pr.Post(ctx, planned.Review); err != nil {
			return "", err
		}
	}
	for _, e := range planned.Edits {
		if err := r.pr.Edit(ctx, e); err != nil {
			return url, err
		}
	}
	for _, c := range planned.Closes {
		if err := r.pr.Close(ctx, c); err != nil {
			return url, err
		}
	}
	r.Infof("drydock: %s posted, %s brought up to date, %s closed", report.Plural(len(planned.Comments), "comment"), report.Plural(len(planned.Edits), "comment"), report.Plural(len(planned.Closes), "thread"))
	return url, nil
}

// say writes annotations, summary and outputs, and returns the verdict.
func (r *run) say(files []review.File, url string) error {
	var found []report.File
	broken := false
	for _, f := range files {
		plan := f.InScope(r.settings.Scope)
		if errors.Is(f.Err, bot.ErrLink) {
			r.Infof("drydock: %s: %v", printable(f.Path), f.Err)
			continue
		}
		broken = broken || f.Err != nil
		found = append(found, report.File{Path: f.Path, Plan: plan, Err: f.Err})
	}
	if err := report.Annotations(r.out, slices.Values(found)); err != nil {
		return err
	}
	if r.Getenv("GITHUB_STEP_SUMMARY") != "" {
		r.AddStepSummary(report.Summary(found, url))
	}
	counts := report.Count(found...)
	r.outputs(counts.Findings, counts.Suggestions, url)
	r.Infof("drydock: %d Dockerfiles, %d findings, %d suggestions", counts.Files, counts.Findings, counts.Suggestions)
	switch {
	case broken:
		return errors.New("a Dockerfile could not be looked at: see the annotations")
	case r.settings.FailOn != rules.Off && counts.Worst() >= r.settings.FailOn:
		return ErrFindings
	}
	return nil
}

// outputs sets the Action's outputs.
func (r *run) outputs(findings, suggestions int, url string) {
	if r.Getenv("GITHUB_OUTPUT") == "" {
		return
	}
	r.SetOutput("findings", fmt.Sprint(findings))
	r.SetOutput("suggestions", fmt.Sprint(suggestions))
	r.SetOutput("review-url", url)
}

func withDefault(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}

// printable keeps text from outside from starting a workflow command or a new
// line in the log.
func printable(s string) string {
	return strings.NewReplacer("\n", " ", "\r", " ", "::", ": :").Replace(s)
}
