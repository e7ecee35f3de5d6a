package action_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/drydock-dev/drydock/bot/action"
	"github.com/drydock-dev/drydock/bot/github/githubtest"
	"github.com/drydock-dev/drydock/internal/drydocktest"
	"github.com/drydock-dev/drydock/internal/seed"
	"github.com/drydock-dev/drydock/measured"
)

// figures returns the figures of an image with a program that stays up.
func figures(size, rebuild int64) measured.Figures {
	return measured.Figures{Builds: true, Size: size, Compressed: size / 3, Cold: 60_000, Rebuild: rebuild, Started: true, Stays: true, Stop: 100}
}

// broken are the figures of an image that isn't built.
var broken = measured.Figures{Rebuild: -1, Stop: -1, Worse: measured.DoesNotBuild}

// seedFigures are those of the seed's three suggestions: the first gains, the second doesn't, the third breaks the
// build.
var seedFigures = []measured.Figures{figures(400e6, 2_200), figures(938e6, 9_600), broken}

// builder is a Measurer without a builder.
type builder struct {
	figures []measured.Figures // of the suggestions, in their order
	begun   func()             // called before it measures
	err     error
	asked   []action.Checkout
}

// Measure implements action.Measurer.
func (b *builder) Measure(ctx context.Context, c action.Checkout) (*measured.Report, []string, error) {
	b.asked = append(b.asked, c)
	if b.begun != nil {
		b.begun()
	}
	if b.err != nil {
		return nil, nil, b.err
	}
	r := &measured.Report{Files: []measured.File{}, Incomplete: ctx.Err() != nil}
	for _, d := range c.Dockerfiles {
		f := measured.File{Hash: measured.HashOfFile(d.Path, d.Plan.File.Source), Before: figures(938e6, 9_700), Suggestions: []measured.Variant{}}
		for i, s := range d.Plan.Suggestions[:min(len(d.Plan.Suggestions), len(b.figures))] {
			f.Suggestions = append(f.Suggestions, measured.Variant{Hash: measured.HashOf(d.Path, s), Figures: b.figures[i]})
		}
		r.Files = append(r.Files, f)
	}
	return r, nil, nil
}

// job is a run of the Action in a job with a workspace.
type job struct {
	event, payload string // the pull request's by default
	inputs         map[string]string
	builder        *builder
	workspace      string // with a checkout of the pull request by default
	ctx            context.Context
}

// ran is what a job left behind.
type ran struct {
	log, summary, outputs, workspace string
	err                              error
}

// run runs the Action in this process.
func (j job) run(t *testing.T, server *githubtest.Server) ran {
	t.Helper()
	dir := t.TempDir()
	event, summary, outputs := filepath.Join(dir, "event.json"), filepath.Join(dir, "summary"), filepath.Join(dir, "outputs")
	if j.payload == "" {
		j.event, j.payload = "pull_request", server.Event()
	}
	drydocktest.Write(t, event, j.payload)
	drydocktest.Write(t, summary, "")
	drydocktest.Write(t, outputs, "")
	if j.workspace == "" {
		j.workspace = checkout(t, server)
	}
	inputs := map[string]string{"github-token": githubtest.Token, "fail-on": "none"}
	for name, value := range j.inputs {
		inputs[name] = value
	}
	env := map[string]string{"GITHUB_WORKSPACE": j.workspace, "GITHUB_STEP_SUMMARY": summary, "GITHUB_OUTPUT": outputs}
	for _, pair := range server.Env(event, inputs) {
		name, value, _ := strings.Cut(pair, "=")
		env[name] = value
	}
	env["GITHUB_EVENT_NAME"] = j.event
	if j.ctx == nil {
		j.ctx = context.Background()
	}
	config := action.Config{Getenv: func(name string) string { return env[name] }, Timeout: patience}
	if j.builder != nil {
		config.Measurer = j.builder
	}
	var log bytes.Buffer
	config.Out = &log
	err := action.Run(j.ctx, config)
	return ran{log.String(), drydocktest.Read(t, summary), drydocktest.Read(t, outputs), j.workspace, err}
}

// checkout returns a folder with the files of the pull request's head.
func checkout(t *testing.T, server *githubtest.Server) string {
	t.Helper()
	dir := t.TempDir()
	for _, f := range server.Files {
		if err := os.MkdirAll(filepath.Join(dir, filepath.Dir(f.Path)), 0o755); err != nil {
			t.Fatal(err)
		}
		drydocktest.Write(t, filepath.Join(dir, f.Path), f.After)
	}
	return dir
}

// bodiesOf returns the texts of the open threads.
func bodiesOf(server *githubtest.Server) (all []string) {
	for _, c := range open(server) {
		all = append(all, c.Body)
	}
	return all
}

func seeded(t *testing.T) *githubtest.Server {
	t.Helper()
	return newServer(t, githubtest.File{Path: seed.Path, After: seed.Bad})
}

// writes returns the requests that changed something.
func writes(requests []string) []string {
	return slices.DeleteFunc(slices.Clone(requests), func(r string) bool { return strings.HasPrefix(r, "GET ") || r == "POST /graphql" })
}

var measuringOn = map[string]string{"measure": "true"}

// TestMeasure shows that a review is posted first, then measured, then completed by edits, and that a second run
// edits nothing.
func TestMeasure(t *testing.T) {
	server := seeded(t)
	var atFirst []string
	b := &builder{figures: seedFigures, begun: func() { atFirst = append(atFirst, bodiesOf(server)...) }}
	r := job{inputs: measuringOn, builder: b}.run(t, server)
	if r.err != nil {
		t.Fatalf("%v\n%s", r.err, r.log)
	}
	if len(atFirst) != 3 || strings.Contains(strings.Join(atFirst, ""), "Built in your CI") {
		t.Errorf("before the measuring there were %d comments:\n%s", len(atFirst), atFirst)
	}
	if len(server.Reviews()) != 1 || len(server.Comments()) != 3 {
		t.Fatalf("%d reviews, %d comments", len(server.Reviews()), len(server.Comments()))
	}
	for i, want := range []string{
		"**Built in your CI:** 938 → 400 MB, rebuild after an edit 9.7 → 2.2 s, starts as before.",
		"**Built in your CI:** it builds and starts as before.",
		"**No suggestion:** with the change that was proven, the image doesn't build.",
	} {
		body := bodiesOf(server)[i]
		if _, has := githubtest.Suggestion(body); !strings.Contains(body, want) || has != (i < 2) {
			t.Errorf("comment %d lacks %q, or its suggestion isn't as it should be:\n%s", i, want, body)
		}
	}
	for _, want := range []string{"## Drydock", "## Built and started", "| as it is | 938 MB |", "**worse, so not suggested:** the image doesn't build"} {
		if strings.Count(r.summary, want) != 1 {
			t.Errorf("the summary lacks %q:\n%s", want, r.summary)
		}
	}
	if last := r.outputs[strings.LastIndex(r.outputs, "suggestions"):]; !strings.Contains(last, "\n2\n") {
		t.Errorf("the outputs are\n%s", r.outputs)
	}
	if c := b.asked[0]; len(c.Dockerfiles) != 1 || string(c.Dockerfiles[0].Plan.File.Source) != seed.Bad || !strings.Contains(string(c.Dockerfiles[0].Plan.ApplyAll()), "USER appuser") || c.Dir != r.workspace || c.Known == nil {
		t.Errorf("asked to measure %+v", c)
	}
	t.Run("a second run edits nothing", func(t *testing.T) {
		before := len(writes(server.Requests()))
		again := job{inputs: measuringOn, builder: &builder{figures: seedFigures}}.run(t, server)
		if more := writes(server.Requests())[before:]; again.err != nil || len(more) != 0 {
			t.Errorf("%v, %q\n%s", again.err, more, again.log)
		}
	})
	t.Run("nor does one without measuring", func(t *testing.T) {
		before := len(writes(server.Requests()))
		again := job{}.run(t, server)
		if more := writes(server.Requests())[before:]; again.err != nil || len(more) != 0 {
			t.Errorf("%v, %q\n%s", again.err, more, again.log)
		}
	})
	t.Run("the command leaves out what is withdrawn", func(t *testing.T) {
		server.Writers = []string{"alice"}
		j := job{event: "issue_comment", payload: fmt.Sprintf(`{"action":"created","issue":{"number":%d,"pull_request":{}},"comment":{"body":"/drydock fix","user":{"login":"alice"}}}`, githubtest.Number)}
		r := j.run(t, server)
		if text := server.Files[0].After; r.err != nil || !strings.Contains(text, "python:3.11-slim") || strings.Contains(text, "USER appuser") || !strings.Contains(server.Replies()[0], "1 suggestion left out") {
			t.Errorf("%v, %q\n%s", r.err, server.Replies(), text)
		}
	})
}

// TestNewHeadIsMeasuredAgain shows that a comment has no figures of an older head.
func TestNewHeadIsMeasuredAgain(t *testing.T) {
	server := seeded(t)
	job{inputs: measuringOn, builder: &builder{figures: seedFigures}}.run(t, server)
	server.Push(append(slices.Clone(server.Files), githubtest.File{Path: "LICENSE", After: "MIT\n"})...)
	b := &builder{figures: seedFigures[:1], begun: func() {
		for _, body := range bodiesOf(server) {
			if strings.Contains(body, "Built in your CI") {
				t.Errorf("figures of the older head:\n%s", body)
			}
		}
	}}
	job{inputs: measuringOn, builder: b}.run(t, server)
	if got := strings.Count(strings.Join(bodiesOf(server), ""), "Built in your CI"); got != 1 {
		t.Errorf("%d comments have figures, want 1", got)
	}
}

// TestMeasureInterrupted shows that what was measured until an interruption is said.
func TestMeasureInterrupted(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	for name, j := range map[string]job{
		"timeout":      {inputs: map[string]string{"measure": "true", "measure-timeout": "1ns"}, builder: &builder{figures: seedFigures[:1]}},
		"interruption": {ctx: ctx, inputs: measuringOn, builder: &builder{figures: seedFigures[:1], begun: cancel}},
	} {
		t.Run(name, func(t *testing.T) {
			server := seeded(t)
			r := j.run(t, server)
			if !strings.Contains(bodiesOf(server)[0], "938 → 400 MB") || !strings.Contains(r.summary, "the measuring ended early") || !strings.Contains(r.summary, "| lines 1–4: ") {
				t.Errorf("%v\n%s\n%s", r.err, r.log, r.summary)
			}
		})
	}
}

// TestMeasureNot shows in which cases nothing is measured, and that the review is as always then.
func TestMeasureNot(t *testing.T) {
	inWorkspace := func(name, text string) string {
		dir := t.TempDir()
		if err := os.MkdirAll(filepath.Dir(filepath.Join(dir, name)), 0o755); err != nil {
			t.Fatal(err)
		}
		drydocktest.Write(t, filepath.Join(dir, name), text)
		return dir
	}
	withToken := inWorkspace(".git/config", "[core]\n\tbare = false\n[http \"https://github.com/\"]\n\textraheader = AUTHORIZATION: basic eA==\n")
	if err := os.MkdirAll(filepath.Join(withToken, filepath.Dir(seed.Path)), 0o755); err != nil {
		t.Fatal(err)
	}
	drydocktest.Write(t, filepath.Join(withToken, seed.Path), seed.Bad)
	for name, test := range map[string]struct {
		workspace string
		builder   *builder
		asked     int
		want      string
	}{
		"no builder":               {"", &builder{err: errors.New("no builder: there is\nno Docker")}, 1, "Not measured: no builder: there is; no Docker"},
		"no checkout":              {t.TempDir(), &builder{}, 0, "Add a step with `actions/checkout`."},
		"no workspace":             {filepath.Join(t.TempDir(), "gone"), &builder{}, 0, "Is GITHUB_WORKSPACE set?"},
		"a checkout of the merge":  {inWorkspace(seed.Path, seed.Bad+"\n# merged\n"), &builder{}, 0, "the workspace has another text of it"},
		"a checkout with a token":  {withToken, &builder{}, 0, "`persist-credentials: false`"},
		"a link instead of a file": {linkTo(t, seed.Path), &builder{}, 0, "the workspace doesn't have it"},
	} {
		t.Run(name, func(t *testing.T) {
			server := seeded(t)
			r := job{workspace: test.workspace, inputs: measuringOn, builder: test.builder}.run(t, server)
			if r.err != nil || len(server.Comments()) != 3 || len(test.builder.asked) != test.asked {
				t.Errorf("%v, %d comments, asked %d times\n%s", r.err, len(server.Comments()), len(test.builder.asked), r.log)
			}
			if strings.Count(r.summary, test.want) != 1 || !strings.Contains(r.log, test.want) || strings.Contains(r.summary, "Built and started") {
				t.Errorf("want %q in\n%s\nand\n%s", test.want, r.summary, r.log)
			}
		})
	}
}

// linkTo returns a folder in which a file is a link out of it.
func linkTo(t *testing.T, name string) string {
	t.Helper()
	outside, dir := t.TempDir(), t.TempDir()
	drydocktest.Write(t, filepath.Join(outside, "file"), seed.Bad)
	if err := os.MkdirAll(filepath.Join(dir, filepath.Dir(name)), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(filepath.Join(outside, "file"), filepath.Join(dir, name)); err != nil {
		t.Fatal(err)
	}
	return dir
}

// TestMeasureRefused shows on which events and with which inputs nothing is built, and that this is said before
// anything is posted.
func TestMeasureRefused(t *testing.T) {
	for name, test := range map[string]struct {
		event, payload string
		inputs         map[string]string
		want           string
	}{
		"pull_request_target": {"pull_request_target", seeded(t).Event(), nil, "pull_request_target"},
		"issue_comment":       {"issue_comment", `{"action":"created","issue":{"number":7,"pull_request":{}},"comment":{"body":"/drydock fix"}}`, nil, "issue_comment"},
		"workflow_run":        {"workflow_run", workflowRun(githubtest.HeadSHA), nil, "workflow_run"},
		"no time":             {"pull_request", seeded(t).Event(), map[string]string{"measure-timeout": "0s"}, "measure-timeout"},
		"a week":              {"pull_request", seeded(t).Event(), map[string]string{"measure-timeout": "168h"}, "measure-timeout"},
		"no unit":             {"pull_request", seeded(t).Event(), map[string]string{"measure-timeout": "15"}, "such as 15m"},
		"both inputs":         {"pull_request", seeded(t).Event(), map[string]string{"figures": "figures.json"}, "either measures or reads"},
		"a file outside":      {"pull_request", seeded(t).Event(), map[string]string{"measure-file": "../figures.json"}, "not a path in the workspace"},
	} {
		t.Run(name, func(t *testing.T) {
			server, b := seeded(t), &builder{figures: seedFigures}
			inputs := map[string]string{"measure": "true"}
			for k, v := range test.inputs {
				inputs[k] = v
			}
			r := job{event: test.event, payload: test.payload, inputs: inputs, builder: b}.run(t, server)
			if r.err == nil || !strings.Contains(r.err.Error(), test.want) || strings.Contains(r.err.Error(), "\n") {
				t.Errorf("%v, want an error with %q", r.err, test.want)
			}
			if len(b.asked) != 0 || len(server.Requests()) != 0 {
				t.Errorf("asked to measure %d times, requests %q", len(b.asked), server.Requests())
			}
		})
	}
}

// workflowRun returns the payload of an event after a workflow ran for a commit of a fork.
func workflowRun(sha string) string {
	return fmt.Sprintf(`{"action":"completed","workflow_run":{"event":"pull_request","head_branch":%q,"head_sha":%q,"head_repository":{"owner":{"login":%q}},"pull_requests":[]}}`,
		githubtest.Branch, sha, githubtest.ForkOwner)
}

// forked returns a pull request from a fork, and the file with the figures that a run with a read-only token wrote.
func forked(t *testing.T) (server *githubtest.Server, file string) {
	t.Helper()
	server = seeded(t)
	server.Fork, server.ReadOnly = true, true
	r := job{inputs: map[string]string{"measure": "true", "measure-file": "figures.json"}, builder: &builder{figures: seedFigures}}.run(t, server)
	if r.err != nil || len(server.Comments()) != 0 || !strings.Contains(r.summary, "| lines 1–4: ") {
		t.Fatalf("%v, %d comments\n%s", r.err, len(server.Comments()), r.log)
	}
	server.ReadOnly = false
	return server, filepath.Join(r.workspace, "figures.json")
}

// completing is the second workflow's job.
func completing(sha, file string) job {
	return job{event: "workflow_run", payload: workflowRun(sha), inputs: map[string]string{"figures": filepath.Base(file)}, workspace: filepath.Dir(file)}
}

// TestFiguresOfAFork plays the two workflows: one measures with a read-only token, the other completes the review
// that a third one posted.
func TestFiguresOfAFork(t *testing.T) {
	server, file := forked(t)
	job{event: "pull_request_target", payload: server.Event()}.run(t, server)
	if len(server.Comments()) != 3 {
		t.Fatalf("%d comments", len(server.Comments()))
	}
	r := completing(githubtest.HeadSHA, file).run(t, server)
	if r.err != nil || len(server.Comments()) != 3 || len(server.Reviews()) != 1 {
		t.Fatalf("%v, %d comments in %d reviews\n%s", r.err, len(server.Comments()), len(server.Reviews()), r.log)
	}
	if body := bodiesOf(server)[0]; !strings.Contains(body, "**Built in your CI, as reported by the run:** 938 → 400 MB, rebuild after an edit 9.7 → 2.2 s, starts as before.") {
		t.Errorf("comment\n%s", body)
	}
	if !strings.Contains(r.summary, "The pull request's own run reported these figures.") {
		t.Errorf("summary\n%s", r.summary)
	}
	before := len(writes(server.Requests()))
	if again := completing(githubtest.HeadSHA, file).run(t, server); again.err != nil || len(writes(server.Requests())) != before {
		t.Errorf("the same figures again: %v, %q", again.err, writes(server.Requests())[before:])
	}
}

// TestFiguresPostTheReview shows that the second workflow needs no other one that posts.
func TestFiguresPostTheReview(t *testing.T) {
	server, file := forked(t)
	r := completing(githubtest.HeadSHA, file).run(t, server)
	if r.err != nil || len(server.Comments()) != 3 || strings.Count(strings.Join(bodiesOf(server), ""), "as reported by the run") != 3 {
		t.Errorf("%v\n%s\n%s", r.err, r.log, bodiesOf(server))
	}
}

// TestFiguresOfAnOlderHead shows that figures count for the head only.
func TestFiguresOfAnOlderHead(t *testing.T) {
	t.Run("the branch has moved on", func(t *testing.T) {
		server, file := forked(t)
		server.Push(append(slices.Clone(server.Files), githubtest.File{Path: "LICENSE", After: "MIT\n"})...)
		r := completing(githubtest.HeadSHA, file).run(t, server)
		if r.err != nil || len(server.Comments()) != 0 || !strings.Contains(r.log, "no open pull request has the head 4ead000") {
			t.Errorf("%v, %d comments\n%s", r.err, len(server.Comments()), r.log)
		}
	})
	t.Run("the file is of another commit", func(t *testing.T) {
		server, file := forked(t)
		server.Push(append(slices.Clone(server.Files), githubtest.File{Path: "LICENSE", After: "MIT\n"})...)
		r := completing(server.Head(), file).run(t, server)
		if r.err != nil || strings.Contains(strings.Join(bodiesOf(server), ""), "Built in") || !strings.Contains(r.summary, "they're for another commit") {
			t.Errorf("%v\n%s\n%s", r.err, r.log, r.summary)
		}
	})
	t.Run("the pull request is closed", func(t *testing.T) {
		server, file := forked(t)
		server.Closed = true
		if r := completing(githubtest.HeadSHA, file).run(t, server); r.err != nil || len(server.Comments()) != 0 {
			t.Errorf("%v, %d comments\n%s", r.err, len(server.Comments()), r.log)
		}
	})
}

// TestWorkflowRunsOfOthers shows that nothing happens after other workflows.
func TestWorkflowRunsOfOthers(t *testing.T) {
	server, file := forked(t)
	requests := len(server.Requests())
	for name, j := range map[string]job{
		"without figures": {event: "workflow_run", payload: workflowRun(githubtest.HeadSHA)},
		"of a push":       {event: "workflow_run", payload: strings.Replace(workflowRun(githubtest.HeadSHA), `"pull_request"`, `"push"`, 1), inputs: map[string]string{"figures": file}},
	} {
		if r := j.run(t, server); r.err != nil || len(server.Requests()) != requests {
			t.Errorf("%s: %v\n%s", name, r.err, r.log)
		}
	}
	j := completing("", file)
	if r := j.run(t, server); r.err == nil || !strings.Contains(r.err.Error(), "lacks the head") {
		t.Errorf("without a head: %v", r.err)
	}
}

// TestHostileFigures shows that whatever a stranger's run leaves behind, the review is as without figures, the
// summary says why, and nothing of the file is repeated.
func TestHostileFigures(t *testing.T) {
	_, file := forked(t)
	honest := drydocktest.Read(t, file)
	replaced := func(old, new string) string {
		if !strings.Contains(honest, old) {
			t.Fatalf("no %q in\n%s", old, honest)
		}
		return strings.ReplaceAll(honest, old, new)
	}
	first := honest[strings.Index(honest, `"hash":"`)+8:][:64]
	for name, test := range map[string]struct{ text, want string }{
		"NaN":                {replaced(`"size":938000000`, `"size":NaN`), "no JSON"},
		"1e308":              {replaced(`"size":938000000`, `"size":1e308`), "wrong kind or out of range"},
		"negative":           {replaced(`"size":938000000`, `"size":-938`), "a size is out of range"},
		"10 MB":              {honest + strings.Repeat(" ", 10<<20), "longer than 1048576 bytes"},
		"a hash twice":       {replaced(honest[strings.LastIndex(honest, `"hash":"`)+8:][:64], first), "a hash is there twice"},
		"text for a number":  {replaced(`"size":938000000`, `"size":"OCTOCAT"`), "wrong kind or out of range"},
		"Markdown":           {"# [OCTOCAT](https://example.com) @octocat", "no JSON"},
		"Markdown as a hash": {replaced(first, "[OCTOCAT](x)"), "a hash isn't a SHA-256"},
		"an unknown field":   {replaced(`"version":1`, `"version":1,"OCTOCAT":1`), "its fields aren't exactly"},
		"nothing":            {"", "no JSON"},
	} {
		t.Run(name, func(t *testing.T) {
			server := seeded(t)
			server.Fork = true
			drydocktest.Write(t, file, test.text)
			r := completing(githubtest.HeadSHA, file).run(t, server)
			if r.err != nil || len(server.Comments()) != 3 || strings.Contains(strings.Join(bodiesOf(server), ""), "Built in") {
				t.Errorf("%v, comments %s\n%s", r.err, bodiesOf(server), r.log)
			}
			if !strings.Contains(r.summary, test.want) || !strings.Contains(r.log, test.want) {
				t.Errorf("want %q in\n%s\nand\n%s", test.want, r.summary, r.log)
			}
			if all := strings.ToUpper(r.log + r.summary + strings.Join(bodiesOf(server), "") + server.Reviews()[0].Body); strings.Contains(all, "OCTOCAT") {
				t.Error("the file's text is repeated")
			}
		})
	}
	t.Run("hashes of other suggestions", func(t *testing.T) {
		server := seeded(t)
		server.Fork = true
		drydocktest.Write(t, file, replaced(first, strings.Repeat("0", 64)))
		r := completing(githubtest.HeadSHA, file).run(t, server)
		if r.err != nil || strings.Contains(strings.Join(bodiesOf(server), "")+r.summary, "938") {
			t.Errorf("%v\n%s\n%s", r.err, bodiesOf(server), r.summary)
		}
	})
	t.Run("a link", func(t *testing.T) {
		server := seeded(t)
		server.Fork = true
		dir := t.TempDir()
		drydocktest.Write(t, filepath.Join(dir, "secret"), honest)
		if err := os.Symlink("secret", filepath.Join(dir, "figures.json")); err != nil {
			t.Fatal(err)
		}
		r := completing(githubtest.HeadSHA, filepath.Join(dir, "figures.json")).run(t, server)
		if r.err != nil || !strings.Contains(r.summary, "there's no such file") || strings.Contains(strings.Join(bodiesOf(server), ""), "938") {
			t.Errorf("%v\n%s", r.err, r.summary)
		}
	})
}

// TestMeasureFile shows that the file is there whatever happens, and that a link of the checkout isn't followed.
func TestMeasureFile(t *testing.T) {
	inputs := map[string]string{"measure": "true", "measure-file": "figures.json"}
	t.Run("nothing to measure", func(t *testing.T) {
		server := newServer(t, githubtest.File{Path: "README.md", After: "hello\n"})
		r := job{inputs: inputs, builder: &builder{}}.run(t, server)
		if _, err := measured.Decode(strings.NewReader(drydocktest.Read(t, filepath.Join(r.workspace, "figures.json")))); err != nil || r.err != nil {
			t.Errorf("%v, %v", err, r.err)
		}
	})
	t.Run("a link in the checkout", func(t *testing.T) {
		server := seeded(t)
		dir, outside := checkout(t, server), filepath.Join(t.TempDir(), "outside")
		drydocktest.Write(t, outside, "untouched")
		if err := os.Symlink(outside, filepath.Join(dir, "figures.json")); err != nil {
			t.Fatal(err)
		}
		r := job{inputs: inputs, builder: &builder{figures: seedFigures}, workspace: dir}.run(t, server)
		if info, err := os.Lstat(filepath.Join(dir, "figures.json")); r.err != nil || err != nil || !info.Mode().IsRegular() || drydocktest.Read(t, outside) != "untouched" {
			t.Errorf("%v, %v", r.err, err)
		}
	})
}
