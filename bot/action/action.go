// Package action is the GitHub Action. It reads the workflow's environment and event,
// checks what the event is about, and reports the findings: in a review if there is a
// pull request, as annotations, in the job summary and by the exit code.
//
// It may import the other packages of bot, and report. The environment is passed in as a
// function.
package action

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"
	"time"

	githubactions "github.com/sethvargo/go-githubactions"

	"github.com/drydock-dev/drydock/bot"
	"github.com/drydock-dev/drydock/bot/github"
	"github.com/drydock-dev/drydock/bot/review"
	"github.com/drydock-dev/drydock/facts"
	"github.com/drydock-dev/drydock/kinds"
	"github.com/drydock-dev/drydock/lint"
	"github.com/drydock-dev/drydock/lint/config"
	"github.com/drydock-dev/drydock/measured"
	"github.com/drydock-dev/drydock/report"
	"github.com/drydock-dev/drydock/rules"
	"github.com/drydock-dev/drydock/shellcheck"
)

// ErrFindings says that the run succeeded and found something at or above fail-on.
var ErrFindings = errors.New("findings at or above fail-on")

// Config is what a run needs from outside.
type Config struct {
	Getenv func(string) string // the runner's environment
	Out    io.Writer           // for workflow commands and log lines
	// Wait is the time before a failed request is repeated.
	Wait time.Duration
	// Timeout bounds one request; 0 means the client's default.
	Timeout time.Duration
	// Measurer is asked if the input measure is set.
	Measurer Measurer
}

// run is one run of the Action.
type run struct {
	Config
	*githubactions.Action
	settings config.Settings
	subject  *subject
	commits  *github.Range
	// found is what the run reports, notes what it says about the change as a whole, url the
	// address of its review.
	found []report.File
	notes []string
	url   string

	measuring measuring
	known     *facts.Facts // of the head
	// figures are what was measured, nil for nothing; figuresText tells it in the summary.
	figures     *measured.Report
	figuresText string
}

// Run handles the event of a workflow run. With the input fail-open, an error of
// Drydock's own becomes a warning. Findings are no such error.
func Run(ctx context.Context, c Config) error {
	r := &run{Config: c, Action: githubactions.New(githubactions.WithGetenv(c.Getenv), githubactions.WithWriter(c.Out))}
	err := r.dispatch(ctx)
	if r.failsOpen(err) {
		r.Warningf("drydock failed, but fail-open lets the job continue: %s", sanitize(err.Error()))
		return nil
	}
	return err
}

// failsOpen reports whether fail-open turns an error into a warning.
func (r *run) failsOpen(err error) bool {
	return err != nil && !errors.Is(err, ErrFindings) && r.GetInput("fail-open") == "true"
}

// dispatch decodes the event and hands it to its handler.
func (r *run) dispatch(ctx context.Context) (err error) {
	defer func() {
		// The runner's library panics if it can't write one of the runner's files.
		if cause := recover(); cause != nil {
			err = fmt.Errorf("the run was aborted: %v", cause)
		}
	}()
	r.subject, err = readSubject(r.Config.Getenv)
	if err != nil {
		return err
	}
	if r.measuring, err = r.readMeasuring(); err != nil {
		return err
	}
	if r.subject == nil || r.subject.pushed != nil && r.measuring.figures == "" {
		r.Infof("drydock: nothing to check on this %q event", sanitize(r.Config.Getenv("GITHUB_EVENT_NAME")))
		r.setOutputs(0, 0, "")
		return nil
	}
	client, err := r.newClient()
	if err != nil {
		return err
	}
	if r.subject.requester != "" {
		return r.answerFixCommand(ctx, client)
	}
	if r.subject.pushed != nil {
		if found, err := r.findPullRequest(ctx, client); err != nil || !found {
			return err
		}
	}
	r.commits = &github.Range{Client: client, BaseSHA: r.subject.base, HeadSHA: r.subject.head}
	r.Infof("drydock: checking %s", r.subject.what)
	return r.postCheckRun(ctx, r.review(ctx))
}

// newClient returns a client for the workflow's repository, and masks its token in the log.
func (r *run) newClient() (*github.Client, error) {
	getenv := r.Config.Getenv
	token := cmp.Or(r.GetInput("github-token"), getenv("GITHUB_TOKEN"))
	if token == "" {
		return nil, errors.New("no token: pass one as github-token; ${{ github.token }} is the workflow's own")
	}
	r.AddMask(token)
	return github.NewClient(github.Config{
		API:        cmp.Or(getenv("GITHUB_API_URL"), "https://api.github.com"),
		GraphQL:    cmp.Or(getenv("GITHUB_GRAPHQL_URL"), "https://api.github.com/graphql"),
		Repository: getenv("GITHUB_REPOSITORY"), Token: token, Wait: r.Wait, Timeout: r.Timeout,
	})
}

// review checks the changed files, posts the review if there is a pull request, and
// reports the findings in the job.
func (r *run) review(ctx context.Context) error {
	pr := &github.PullRequest{Range: r.commits, Number: r.subject.number}
	changes, err := r.changes(ctx, pr)
	if err != nil {
		return err
	}
	inputs, err := r.applyInputs(config.Default(rules.All)) // the settings file isn't read yet
	if err != nil {
		return err
	}
	candidates, _ := bot.Select(changes, inputs, &facts.Facts{})
	for _, c := range changes {
		if c.Patch != "" && bot.MayBeDockerfile(c) {
			candidates = append(candidates, c) // the head's files tell
		}
	}
	if len(candidates) == 0 {
		return r.reviewNothing(ctx, pr)
	}
	head, base := r.trees(ctx, changes)
	seen, selected, err := r.prepare(ctx, pr, changes, candidates, head, base)
	if err != nil {
		return err
	}
	files, err := r.checkFiles(ctx, selected, head, base)
	if err != nil {
		return err
	}
	unused := r.readFigures()
	var notPosted error
	if r.hasPullRequest() {
		r.url, notPosted = r.post(ctx, pr, seen, files)
	}
	verdict := r.reportFindings(files) // even if the review failed, so that no finding is lost
	if r.measuring.figures != "" {
		r.reportFigures(files, lines(unused))
	}
	if notPosted != nil {
		return notPosted
	}
	if err := r.measure(ctx, pr, files); err != nil {
		return err
	}
	return verdict
}

// lines returns a text as a list, empty for "".
func lines(text string) []string {
	if text == "" {
		return nil
	}
	return []string{text}
}

// hasPullRequest reports whether there is a pull request to post to.
func (r *run) hasPullRequest() bool { return r.subject.number > 0 }

// changes lists the changed files.
func (r *run) changes(ctx context.Context, pr *github.PullRequest) ([]bot.Change, error) {
	if r.hasPullRequest() {
		return pr.Changes(ctx)
	}
	return r.commits.Changes(ctx)
}

// reviewNothing handles a change without a file to check. It resolves the threads that
// earlier pushes led to.
func (r *run) reviewNothing(ctx context.Context, pr *github.PullRequest) (err error) {
	r.Infof("drydock: no %s among the changed files", kinds.AnyNoun())
	r.setOutputs(0, 0, "")
	if r.hasPullRequest() {
		_, err = r.post(ctx, pr, takeSnapshot(ctx, pr), nil)
	}
	return err
}

// trees returns the files of the two commits, nil for one that can't be listed.
func (r *run) trees(ctx context.Context, changes []bot.Change) (head, base *bot.Tree) {
	head = r.tree(r.commits.HeadTree(ctx))
	return head, r.tree(r.commits.BaseTree(ctx, changes))
}

// tree returns the files of a commit, nil if they can't be listed: rules that need them
// then report nothing.
func (r *run) tree(tree *bot.Tree, err error) *bot.Tree {
	if err != nil {
		r.Infof("drydock: %s; rules that need other files are skipped", sanitize(err.Error()))
	}
	return tree
}

// prepare takes a snapshot of the pull request, reads the settings and selects the files
// to check. To save requests, the snapshot's request brings the settings file and the files
// to check along. Without a settings file, the settings are known before that request, so
// what they exclude isn't brought along. candidates are what the inputs alone don't exclude.
func (r *run) prepare(ctx context.Context, pr *github.PullRequest, changes, candidates []bot.Change, head, base *bot.Tree) (seen snapshot, selected []bot.Change, err error) {
	tree := r.settingsTree(head, base)
	prefetch := r.settingsBlobs(tree)
	known := len(prefetch) == 0
	if known {
		if err := r.readSettings(ctx, tree); err != nil {
			return seen, nil, err
		}
		candidates = slices.DeleteFunc(candidates, func(c bot.Change) bool { return r.settings.Skips(c.Path) })
	}
	if r.hasPullRequest() {
		prefetch = append(prefetch, attributesBlobs(base, candidates)...)
		for _, c := range candidates {
			if c.SHA != "" {
				prefetch = append(prefetch, c.SHA)
			}
		}
		prefetch = append(prefetch, builderBlobs(head)...)
		seen = takeSnapshot(ctx, pr, prefetch...)
	}
	if !known {
		if err := r.readSettings(ctx, tree); err != nil {
			return seen, nil, err
		}
	}
	return seen, r.selectFiles(changes, head), nil
}

// builderBlobs returns the blobs of the files that say how the head's images are built.
func builderBlobs(head *bot.Tree) (blobs []string) {
	if head == nil {
		return nil
	}
	for _, name := range facts.BuilderFiles(head) {
		if sha := head.SHA(name); sha != "" {
			blobs = append(blobs, sha)
		}
	}
	return blobs
}

// settingsBlobs returns the blobs of the settings files in a tree.
func (r *run) settingsBlobs(tree *bot.Tree) (names []string) {
	if tree == nil {
		return nil
	}
	for _, name := range append([]string{r.GetInput("config")}, config.Files...) {
		if sha := tree.SHA(name); sha != "" {
			names = append(names, sha)
		}
	}
	return names
}

// attributesBlobs returns the blobs of the .gitattributes files that are about changed files.
func attributesBlobs(tree *bot.Tree, changes []bot.Change) (blobs []string) {
	if tree == nil {
		return nil
	}
	for _, c := range changes {
		for _, name := range facts.AttributeFiles(c.Path) {
			if sha := tree.SHA(name); sha != "" && !slices.Contains(blobs, sha) {
				blobs = append(blobs, sha)
			}
		}
	}
	return blobs
}

// selectFiles selects the files to check.
func (r *run) selectFiles(changes []bot.Change, head *bot.Tree) []bot.Change {
	selected, left := bot.Select(changes, r.settings, bot.GatherFacts(head, nil, nil, time.Time{}, nil).Head)
	if left > 0 {
		r.Infof("drydock: skipped %s: too many in one change", report.Plural(left, "changed script"))
	}
	return selected
}

// checkFiles checks the selected files.
func (r *run) checkFiles(ctx context.Context, selected []bot.Change, head, base *bot.Tree) ([]review.File, error) {
	if r.subject.base == "" {
		base = head // no change could hide itself: the whole commit is checked
	}
	known := bot.GatherFacts(head, base, r.commits.History(ctx), time.Now(), shellcheck.Default())
	r.known = known.Head
	return bot.Check(ctx, r.commits, selected, r.settings, known)
}

// settingsTree returns the tree of the commit whose settings apply, nil if it isn't known.
func (r *run) settingsTree(head, base *bot.Tree) *bot.Tree {
	return map[string]*bot.Tree{r.subject.head: head, r.subject.base: base}[r.subject.settings]
}

// readSettings reads the settings that apply; inputs override them. A settings file that
// is not in the commit's tree costs no request. A nil tree is not known.
func (r *run) readSettings(ctx context.Context, tree *bot.Tree) (err error) {
	r.settings, err = bot.ReadSettings(r.GetInput("config"), func(name string) ([]byte, error) {
		if tree == nil {
			return r.commits.Read(ctx, name, r.subject.settings)
		}
		if file, err := fs.Stat(tree, path.Clean(name)); err != nil || !file.Mode().IsRegular() {
			return nil, fs.ErrNotExist
		}
		return fs.ReadFile(tree, path.Clean(name))
	})
	if err != nil {
		return err
	}
	r.settings, err = r.applyInputs(r.settings)
	return err
}

// applyInputs returns settings with those of the Action's inputs, which win.
func (r *run) applyInputs(s config.Settings) (config.Settings, error) {
	if err := s.Override(r.GetInput("profile"), r.GetInput("scope"), r.GetInput("fail-on")); err != nil {
		return s, err
	}
	if err := s.SetKinds(r.listInput("kinds")); err != nil {
		return s, err
	}
	for _, pattern := range r.listInput("paths") {
		if _, err := path.Match(pattern, ""); err != nil {
			return s, fmt.Errorf("paths: %q is not a pattern", pattern)
		}
		s.Only = append(s.Only, pattern)
	}
	return s, nil
}

// listInput returns the values of an input that is separated by commas or white space.
func (r *run) listInput(name string) []string {
	return strings.Fields(strings.ReplaceAll(r.GetInput(name), ",", " "))
}

// reportFindings writes annotations, job summary and outputs, and returns the verdict.
func (r *run) reportFindings(files []review.File) error {
	failed := false
	r.notes = review.Notes(files)
	for _, f := range files {
		if errors.Is(f.Err, bot.ErrLink) {
			r.Infof("drydock: %s: %v", sanitize(f.Path), f.Err)
			continue
		}
		if f.NotReviewed != "" {
			continue
		}
		failed = failed || f.Err != nil
		r.found = append(r.found, report.File{Path: f.Path, Plan: f.Plan, Err: f.Err})
	}
	for _, note := range r.notes {
		r.Infof("drydock: %s", sanitize(note))
	}
	if err := report.Annotations(r.Out, slices.Values(r.found)); err != nil {
		return err
	}
	if r.Config.Getenv("GITHUB_STEP_SUMMARY") != "" {
		r.AddStepSummary(report.Summary(r.found, r.url, r.notes...))
	}
	counts := report.Count(r.found...)
	r.setOutputs(counts.Findings, counts.Suggestions, r.url)
	r.Infof("drydock: %s, %s, %s", report.Plural(counts.Files, "file"), report.Plural(counts.Findings, "finding"), report.Plural(counts.Suggestions, "suggestion"))
	switch {
	case failed:
		return errors.New("a file could not be checked: see the annotations")
	case r.settings.FailOn != lint.Off && counts.Worst() >= r.settings.FailOn:
		return ErrFindings
	}
	return nil
}

// setOutputs sets the Action's outputs.
func (r *run) setOutputs(findings, suggestions int, url string) {
	if r.Config.Getenv("GITHUB_OUTPUT") == "" {
		return
	}
	r.SetOutput("findings", fmt.Sprint(findings))
	r.SetOutput("suggestions", fmt.Sprint(suggestions))
	r.SetOutput("review-url", url)
}

// sanitize keeps text from outside from starting a workflow command or a line of the log.
func sanitize(s string) string {
	return strings.NewReplacer("\n", " ", "\r", " ", "::", ": :").Replace(s)
}
