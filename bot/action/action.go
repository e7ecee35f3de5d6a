// Package action is the GitHub Action: it reads the workflow's environment and
// event, looks at what the event is about, and says what it found in a review of
// the pull request if there is one, as annotations, in the job summary and by the
// exit code.
//
// It may import the other packages of bot, and report. The environment is
// handed to it as a function.
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
	Config
	*githubactions.Action
	settings rules.Settings
	subject  *subject
	commits  *github.Range
	// found is what the run speaks about, url where its review stands.
	found []report.File
	url   string
}

// Config is what a run needs of the world.
type Config struct {
	Getenv func(string) string // the runner's environment
	Out    io.Writer           // for commands and log lines
	// Wait is the time before a request that failed is repeated.
	Wait time.Duration
	// Timeout bounds one request; 0 is the client's own.
	Timeout time.Duration
}

// Run looks at what a workflow run is about. With the input fail-open an error of
// Drydock's own is a warning; findings are none.
func Run(ctx context.Context, c Config) error {
	r := &run{Config: c, Action: githubactions.New(githubactions.WithGetenv(c.Getenv), githubactions.WithWriter(c.Out))}
	err := r.do(ctx)
	if r.letsPass(err) {
		r.Warningf("drydock could not do its work, and fail-open lets the job go on: %s", printable(err.Error()))
		return nil
	}
	return err
}

// letsPass reports whether an error is one that fail-open lets pass.
func (r *run) letsPass(err error) bool {
	return err != nil && !errors.Is(err, ErrFindings) && r.GetInput("fail-open") == "true"
}

func (r *run) do(ctx context.Context) (err error) {
	defer func() {
		// The runner's library panics when it cannot write a file of the runner.
		if cause := recover(); cause != nil {
			err = fmt.Errorf("the run broke off: %v", cause)
		}
	}()
	getenv := r.Config.Getenv
	r.subject, err = readSubject(getenv)
	if err != nil {
		return err
	}
	if r.subject == nil {
		r.Infof("drydock: nothing to look at on this %q event", printable(getenv("GITHUB_EVENT_NAME")))
		r.outputs(0, 0, "")
		return nil
	}
	token := cmp.Or(r.GetInput("github-token"), getenv("GITHUB_TOKEN"))
	if token == "" {
		return errors.New("no token: pass one as github-token; ${{ github.token }} is the workflow's own")
	}
	r.AddMask(token)
	client, err := github.NewClient(github.Config{
		API:        cmp.Or(getenv("GITHUB_API_URL"), "https://api.github.com"),
		GraphQL:    cmp.Or(getenv("GITHUB_GRAPHQL_URL"), "https://api.github.com/graphql"),
		Repository: getenv("GITHUB_REPOSITORY"), Token: token, Wait: r.Wait, Timeout: r.Timeout,
	})
	if err != nil {
		return err
	}
	if r.subject.asker != "" {
		return r.fix(ctx, client)
	}
	r.commits = &github.Range{Client: client, BaseSHA: r.subject.base, HeadSHA: r.subject.head}
	r.Infof("drydock: looking at %s", r.subject.what)
	return r.check(ctx, r.review(ctx))
}

// review looks at what changed and says what was found.
func (r *run) review(ctx context.Context) error {
	pr := &github.PullRequest{Range: r.commits, Number: r.subject.number}
	list := r.commits.Changes
	if r.subject.number > 0 {
		list = pr.Changes
	}
	changes, err := list(ctx)
	if err != nil {
		return err
	}
	if !bot.AnyKnown(changes) {
		r.Infof("drydock: there is no Dockerfile or Compose file among the changed files")
		r.outputs(0, 0, "")
		if r.subject.number > 0 { // what earlier pushes gave rise to is cleared up
			_, err = r.post(ctx, pr, glanceAt(ctx, pr), nil)
		}
		return err
	}
	if n := bot.NotRead(changes); n > 0 {
		r.Infof("drydock: %s are not looked at: there are too many of their kind", report.Plural(n, "changed script"))
	}
	head, base := r.trees(ctx, changes)
	var seen glance
	if r.subject.number > 0 {
		seen = glanceAt(ctx, pr, append(bot.Blobs(changes), r.settingsBlobs(head, base)...)...)
	}
	files, err := r.look(ctx, changes, head, base)
	if err != nil {
		return err
	}
	var notPosted error
	if r.subject.number > 0 {
		r.url, notPosted = r.post(ctx, pr, seen, files)
	}
	verdict := r.say(files) // in any case: nothing that was found is lost
	if notPosted != nil {
		return notPosted
	}
	return verdict
}

// trees returns the files of the two commits, nil for one that cannot be listed.
func (r *run) trees(ctx context.Context, changes []bot.Change) (head, base *bot.Tree) {
	head = r.tree(r.commits.HeadTree(ctx))
	return head, r.tree(r.commits.BaseTree(ctx, changes))
}

// look reads the settings and checks the Dockerfiles among the changes.
func (r *run) look(ctx context.Context, changes []bot.Change, head, base *bot.Tree) ([]review.File, error) {
	if err := r.readSettings(ctx, r.settingsTree(head, base)); err != nil {
		return nil, err
	}
	both := rules.Context{Settings: r.settings, History: r.commits.History(ctx), Today: time.Now()}
	if program := shellcheck.Find(); program != "" {
		both.Shell = shellcheck.New(program)
	}
	return bot.Look(ctx, r.commits, changes, bot.NewKnown(both, head, base))
}

// settingsTree returns the tree of the commit whose settings hold, nil when it is
// not known.
func (r *run) settingsTree(head, base *bot.Tree) *bot.Tree {
	return map[string]*bot.Tree{r.subject.head: head, r.subject.base: base}[r.subject.settings]
}

// settingsBlobs returns the names of the blobs of the settings that hold.
func (r *run) settingsBlobs(head, base *bot.Tree) (names []string) {
	tree := r.settingsTree(head, base)
	for _, name := range append([]string{r.GetInput("config")}, rules.SettingsFiles...) {
		if tree == nil {
			break
		}
		if sha := tree.SHA(name); sha != "" {
			names = append(names, sha)
		}
	}
	return names
}

// tree returns the files of a commit, nil when they cannot be listed: rules that
// look at them are silent then.
func (r *run) tree(tree *bot.Tree, err error) *bot.Tree {
	if err != nil {
		r.Infof("drydock: %s; rules that look at other files are left out", printable(err.Error()))
	}
	return tree
}

// readSettings reads the settings that hold. Inputs win over them. What their
// commit's tree does not have is not asked for; nil is a tree that is not known.
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
	if err := r.settings.Override(r.GetInput("profile"), r.GetInput("scope"), r.GetInput("fail-on")); err != nil {
		return err
	}
	if err := r.settings.SetKinds(strings.Fields(strings.ReplaceAll(r.GetInput("kinds"), ",", " "))); err != nil {
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

// say writes annotations, summary and outputs, and returns the verdict.
func (r *run) say(files []review.File) error {
	broken := false
	for _, f := range files {
		plan := f.InScope(r.settings.Scope)
		if errors.Is(f.Err, bot.ErrLink) {
			r.Infof("drydock: %s: %v", printable(f.Path), f.Err)
			continue
		}
		broken = broken || f.Err != nil
		r.found = append(r.found, report.File{Path: f.Path, Plan: plan, Err: f.Err})
	}
	if err := report.Annotations(r.Out, slices.Values(r.found)); err != nil {
		return err
	}
	if r.Config.Getenv("GITHUB_STEP_SUMMARY") != "" {
		r.AddStepSummary(report.Summary(r.found, r.url))
	}
	counts := report.Count(r.found...)
	r.outputs(counts.Findings, counts.Suggestions, r.url)
	r.Infof("drydock: %s, %s, %s", report.Plural(counts.Files, "file"), report.Plural(counts.Findings, "finding"), report.Plural(counts.Suggestions, "suggestion"))
	switch {
	case broken:
		return errors.New("a file could not be looked at: see the annotations")
	case r.settings.FailOn != rules.Off && counts.Worst() >= r.settings.FailOn:
		return ErrFindings
	}
	return nil
}

// outputs sets the Action's outputs.
func (r *run) outputs(findings, suggestions int, url string) {
	if r.Config.Getenv("GITHUB_OUTPUT") == "" {
		return
	}
	r.SetOutput("findings", fmt.Sprint(findings))
	r.SetOutput("suggestions", fmt.Sprint(suggestions))
	r.SetOutput("review-url", url)
}

// printable keeps text from outside from starting a workflow command or a new
// line in the log.
func printable(s string) string {
	return strings.NewReplacer("\n", " ", "\r", " ", "::", ": :").Replace(s)
}
