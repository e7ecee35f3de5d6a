package action_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/drydock-dev/drydock/bot/github/githubtest"
	"github.com/drydock-dev/drydock/internal/drydocktest"
	"github.com/drydock-dev/drydock/internal/seed"
	"github.com/drydock-dev/drydock/kinds"
)

// TestMain removes the program that the tests build.
func TestMain(m *testing.M) { os.Exit(drydocktest.Main(m)) }

// The program's exit codes.
const (
	exitFindings = 1
	exitFailure  = 2
)

// result is what a run of the Action left behind.
type result struct {
	code           int
	stdout, stderr string
	outputs        string // GITHUB_OUTPUT
	summary        string // GITHUB_STEP_SUMMARY
}

// runProgram runs `drydock action` as a runner does, against a GitHub in memory.
func runProgram(t *testing.T, server *githubtest.Server, inputs map[string]string, more ...string) result {
	t.Helper()
	return runProgramOn(t, server, server.Event(), inputs, more...)
}

// runProgramOn is runProgram for any event.
func runProgramOn(t *testing.T, server *githubtest.Server, payload string, inputs map[string]string, more ...string) result {
	t.Helper()
	dir := t.TempDir()
	event, outputs, summary := filepath.Join(dir, "event.json"), filepath.Join(dir, "output"), filepath.Join(dir, "summary")
	drydocktest.Write(t, event, payload)
	drydocktest.Write(t, outputs, "")
	drydocktest.Write(t, summary, "")
	if inputs == nil {
		inputs = map[string]string{"github-token": githubtest.Token}
	}
	env := append(server.Env(event, inputs), "GITHUB_OUTPUT="+outputs, "GITHUB_STEP_SUMMARY="+summary)
	ran := drydocktest.Build(t).Run(t, dir, append(env, more...), "", "action")
	r := result{ran.Code, ran.Stdout, ran.Stderr, drydocktest.Read(t, outputs), drydocktest.Read(t, summary)}
	if strings.Contains(strings.ReplaceAll(r.stdout, "::add-mask::"+githubtest.Token, "")+r.stderr+r.summary, githubtest.Token) {
		t.Error("the output shows the token")
	}
	return r
}

const seedComment = "#подразумевается что predict.py отслеживает stdin"

// TestSeed reviews a pull request that adds the bad Dockerfile. With all suggestions
// committed, the file has the good one's instructions.
func TestSeed(t *testing.T) {
	server := newServer(t, githubtest.File{Path: seed.Path, After: seed.Bad})
	r := runProgram(t, server, nil)
	if r.code != exitFindings {
		t.Fatalf("exit code %d\n%s%s", r.code, r.stdout, r.stderr)
	}
	if n := len(server.Reviews()); n != 1 {
		t.Fatalf("%d reviews, want 1\n%s", n, r.stdout)
	}
	var places [][2]int
	for _, c := range server.Comments() {
		places = append(places, [2]int{c.First(), c.Line})
	}
	if want := [][2]int{{1, 4}, {8, 12}, {14, 15}}; len(places) != 3 || places[0] != want[0] || places[1] != want[1] || places[2] != want[2] {
		t.Fatalf("comments on %v, want %v", places, want)
	}
	fixed, err := server.Accept(seed.Path, server.Comments()...)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := drydocktest.Instructions(t, fixed), drydocktest.Instructions(t, seed.Good); got != want {
		t.Errorf("the fixed file has\n%s\nwant\n%s", got, want)
	}
	if !strings.Contains(fixed, seedComment) {
		t.Error("the comment is lost")
	}
	for _, c := range server.Comments() {
		alone, err := server.Accept(seed.Path, c)
		if err != nil {
			t.Fatal(err)
		}
		drydocktest.Instructions(t, alone)
	}
	for _, want := range []string{"findings", "7", "suggestions", "3", "review-url", "#pullrequestreview-1"} {
		if !strings.Contains(r.outputs, want) {
			t.Errorf("the outputs lack %q:\n%s", want, r.outputs)
		}
	}
	if n := strings.Count(r.stdout, "title="); n != 7 {
		t.Errorf("%d annotations, want 7\n%s", n, r.stdout)
	}
	for _, want := range []string{"user-root", "copy-order", "+FROM python:3.11-slim", "#pullrequestreview-1"} {
		if !strings.Contains(r.summary, want) {
			t.Errorf("the summary lacks %q", want)
		}
	}
}

func TestPostingTwiceDoesNotDouble(t *testing.T) {
	server := newServer(t, githubtest.File{Path: seed.Path, After: seed.Bad})
	first, second := runProgram(t, server, nil), runProgram(t, server, nil)
	if len(server.Reviews()) != 1 || len(server.Comments()) != 3 {
		t.Errorf("%d reviews with %d comments\n%s", len(server.Reviews()), len(server.Comments()), second.stdout)
	}
	if first.code != exitFindings || second.code != exitFindings {
		t.Errorf("exit codes %d and %d: the second run must fail the check as well", first.code, second.code)
	}
}

func TestMarkersOfOthersDoNotCount(t *testing.T) {
	first := newServer(t, githubtest.File{Path: seed.Path, After: seed.Bad})
	runProgram(t, first, nil)
	server := newServer(t, githubtest.File{Path: seed.Path, After: seed.Bad})
	for _, c := range first.Comments() {
		c.User = "mallory"
		server.AddComment(c)
	}
	runProgram(t, server, nil)
	if len(server.Reviews()) != 1 || len(server.Comments()) != 6 {
		t.Errorf("%d reviews, %d comments", len(server.Reviews()), len(server.Comments()))
	}
}

func TestNoDockerfile(t *testing.T) {
	server := newServer(t, githubtest.File{Path: "README.md", After: "# hello\n"}, githubtest.File{Path: "old/Dockerfile", Before: "FROM ubuntu\n"})
	r := runProgram(t, server, nil)
	if r.code != 0 || len(server.Reviews()) != 0 || len(server.Requests()) > 2 {
		t.Errorf("exit code %d, %d reviews, requests %q\n%s", r.code, len(server.Reviews()), server.Requests(), r.stderr)
	}
}

// TestOnlyIntroduced shows that a review is about the change alone, with or without a patch.
func TestOnlyIntroduced(t *testing.T) {
	before := "FROM debian:12-slim\nMAINTAINER me\n" + strings.Repeat("RUN true\n", 20) + "ADD a.py /\n"
	after := strings.Replace(before, "ADD a.py /\n", "ADD a.py /\nADD b.py /\n", 1)
	for _, noPatch := range []bool{false, true} {
		server := newServer(t, githubtest.File{Path: "x/Dockerfile", Before: before, After: after, NoPatch: noPatch})
		r := runProgram(t, server, nil)
		comments := server.Comments()
		if len(comments) != 1 || !strings.Contains(comments[0].Body, "add-instead-of-copy") || strings.Contains(comments[0].Body+server.Reviews()[0].Body, "maintainer") {
			t.Fatalf("no patch: %v; comments %+v\n%s%s", noPatch, comments, r.stdout, r.stderr)
		}
		if comments[0].Line != 24 {
			t.Errorf("the comment is on line %d", comments[0].Line)
		}
	}
}

func TestOutsideTheDiff(t *testing.T) {
	before := "FROM debian:12-slim\nMAINTAINER me\n" + strings.Repeat("RUN true\n", 20)
	server := newServer(t, githubtest.File{Path: "Dockerfile", Before: before, After: before + "RUN false\n"})
	inputs := map[string]string{"github-token": githubtest.Token, "scope": "all"}
	runProgram(t, server, inputs)
	if len(server.Reviews()) != 1 || len(server.Comments()) != 0 {
		t.Fatalf("%d reviews, %d comments", len(server.Reviews()), len(server.Comments()))
	}
	body := server.Reviews()[0].Body
	for _, want := range []string{"[`Dockerfile`, line 2](https://github.com/octo/app/blob/" + githubtest.HeadSHA + "/Dockerfile#L2)", "+LABEL org.opencontainers.image.authors"} {
		if !strings.Contains(body, want) {
			t.Errorf("the body lacks %q:\n%s", want, body)
		}
	}
	runProgram(t, server, inputs)
	if len(server.Reviews()) != 1 {
		t.Error("the body was posted twice")
	}
}

func TestFork(t *testing.T) {
	server := newServer(t, githubtest.File{Path: seed.Path, After: seed.Bad})
	server.ReadOnly = true
	r := runProgram(t, server, nil)
	if r.code != exitFindings || !strings.Contains(r.stdout, "pull_request_target") || !strings.Contains(r.summary, "+FROM python:3.11-slim") || strings.Count(r.stdout, "title=") != 7 {
		t.Errorf("exit code %d\n%s%s\n%s", r.code, r.stdout, r.stderr, r.summary)
	}
}

func TestFailOn(t *testing.T) {
	server := newServer(t, githubtest.File{Path: seed.Path, After: seed.Bad})
	for failOn, code := range map[string]int{"none": 0, "error": 0, "warning": exitFindings, "info": exitFindings, "": exitFindings} {
		if r := runProgram(t, server, map[string]string{"github-token": githubtest.Token, "fail-on": failOn}); r.code != code {
			t.Errorf("fail-on %q: exit code %d, want %d", failOn, r.code, code)
		}
	}
}

// TestSettingsOfTheBase shows that the base's settings apply, and the head's don't.
func TestSettingsOfTheBase(t *testing.T) {
	server := newServer(t, githubtest.File{Path: seed.Path, After: seed.Bad}, githubtest.File{Path: "drydock.yaml", After: "skip: ['*']\n"})
	server.BaseFiles[".github/drydock.yaml"] = "rules:\n  user-root: \"off\"\n"
	runProgram(t, server, nil)
	text := ""
	for _, c := range server.Comments() {
		text += c.Body
	}
	if strings.Contains(text, "user-root") || !strings.Contains(text, "copy-order") {
		t.Errorf("comments\n%s", text)
	}
}

// TestHistory shows that files are ordered by how often they really change.
func TestHistory(t *testing.T) {
	// The author copies the model first. So would a guess by the kind of file.
	source := strings.Replace(seed.Bad, "COPY predict.py .\nCOPY model.pkl .\n", "COPY model.pkl .\nCOPY predict.py .\n", 1)
	server := newServer(t, githubtest.File{Path: seed.Path, After: source})
	server.BaseFiles = map[string]string{"requirements.txt": "", "model.pkl": "", "predict.py": ""}
	server.History = map[string]int{"requirements.txt": 3, "model.pkl": 90, "predict.py": 40}
	runProgram(t, server, nil)
	fixed, err := server.Accept(seed.Path, server.Comments()...)
	if err != nil {
		t.Fatal(err)
	}
	if strings.Index(fixed, "COPY predict.py") > strings.Index(fixed, "COPY model.pkl") {
		t.Errorf("the model changes more often, but comes first:\n%s", fixed)
	}
}

func TestBadFilesHarmNoOther(t *testing.T) {
	server := newServer(t,
		githubtest.File{Path: "a/Dockerfile", After: "FROM alpine:3.22\nRUNN x\n"},
		githubtest.File{Path: "b/Dockerfile", After: "\x00\x01binary\n"},
		githubtest.File{Path: "c/Dockerfile", After: "../a/Dockerfile"},
		githubtest.File{Path: "d/Dockerfile", After: "FROM alpine:3.22\n# \xff\xfe\nMAINTAINER me\n"},
		githubtest.File{Path: "e/Dockerfile", After: "FROM alpine:3.22\n#" + strings.Repeat("x", 1<<20) + "\n", NoPatch: true},
	)
	r := runProgram(t, server, nil)
	if r.code != exitFailure {
		t.Errorf("exit code %d\n%s", r.code, r.stderr)
	}
	var seen []string
	for _, c := range server.Comments() {
		seen = append(seen, c.Path)
	}
	if strings.Join(seen, " ") != "a/Dockerfile d/Dockerfile" {
		t.Errorf("comments on %q", seen)
	}
	for _, want := range []string{"file=b/Dockerfile,title=Drydock::not a text file", "c/Dockerfile: a symbolic link", "file=e/Dockerfile,title=Drydock::longer than"} {
		if !strings.Contains(r.stdout, want) {
			t.Errorf("the log lacks %q:\n%s", want, r.stdout)
		}
	}
}

// TestHostileText shows that names and texts of a pull request aren't interpreted.
func TestHostileText(t *testing.T) {
	name := "x\n::error::hi @octocat `<script>`/Dockerfile"
	server := newServer(t, githubtest.File{Path: name, After: "FROM alpine:3.22 AS Q\nRUNN ::set-output name=a::b @octocat <b>#1</b>\n"})
	r := runProgram(t, server, nil)
	for line := range strings.Lines(r.stdout) {
		if strings.HasPrefix(line, "::") && !strings.HasPrefix(line, "::error file=x%0A%3A%3Aerror") && !strings.HasPrefix(line, "::add-mask::") {
			t.Errorf("a command got into the log: %q", line)
		}
	}
	for _, c := range server.Comments() {
		if visible, _, _ := strings.Cut(c.Body, "<!--"); strings.Contains(strings.ReplaceAll(visible, "<sub>", ""), "<b>") && !strings.Contains(visible, "`unknown instruction: RUNN`") {
			t.Errorf("the comment renders text of the file:\n%s", c.Body)
		}
	}
	if strings.Contains(r.summary, "<script>`/") {
		t.Errorf("the summary renders a file's name:\n%s", r.summary)
	}
}

// TestLongBodies shows that bodies stay below GitHub's limit, whether lines are long or
// findings many.
func TestLongBodies(t *testing.T) {
	long := strings.Repeat("x", 60000)
	many := "FROM debian:12-slim\n"
	for i := range 300 {
		many += fmt.Sprintf("ENV A = %d\nRUN true\n", i)
	}
	server := newServer(t,
		githubtest.File{Path: "a/Dockerfile", After: "FROM debian:12-slim\nENV A " + long + "\n"},
		githubtest.File{Path: "b/Dockerfile", Before: many, After: many + "USER nobody\n"},
	)
	r := runProgram(t, server, map[string]string{"github-token": githubtest.Token, "scope": "all"})
	if len(server.Reviews()) != 1 || len(server.Comments()) == 0 {
		t.Fatalf("%d reviews, %d comments\n%s", len(server.Reviews()), len(server.Comments()), r.stderr)
	}
	if !strings.Contains(server.Reviews()[0].Body, "There's no room here for") || !strings.Contains(server.Comments()[0].Body, "too long for a comment") {
		t.Error("the body doesn't say what was left out")
	}
}

func TestManyFilesArePaged(t *testing.T) {
	var files []githubtest.File
	for range 230 {
		files = append(files, githubtest.File{Path: "src/a.go", After: "package a\n"})
	}
	files = append(files, githubtest.File{Path: seed.Path, After: seed.Bad})
	server := newServer(t, files...)
	runProgram(t, server, nil)
	if len(server.Comments()) != 3 {
		t.Errorf("%d comments: the last page was not read", len(server.Comments()))
	}
}

// TestActionMisuse shows that a wrong environment or input gives one clear line and exit
// code 2.
func TestActionMisuse(t *testing.T) {
	server := newServer(t, githubtest.File{Path: seed.Path, After: seed.Bad})
	token := map[string]string{"github-token": githubtest.Token}
	with := func(name, value string) map[string]string {
		return map[string]string{"github-token": githubtest.Token, name: value}
	}
	bad := filepath.Join(t.TempDir(), "event.json")
	drydocktest.Write(t, bad, "{")
	empty := filepath.Join(t.TempDir(), "event.json")
	drydocktest.Write(t, empty, "{}")
	tests := []struct {
		name   string
		inputs map[string]string
		env    []string
		want   string
	}{
		{"no token", map[string]string{}, nil, "no token: pass one as github-token"},
		{"wrong token", map[string]string{"github-token": "wrong"}, nil, "does not accept the token"},
		{"no event", token, []string{"GITHUB_EVENT_PATH="}, "for a GitHub Actions workflow"},
		{"event that is not there", token, []string{"GITHUB_EVENT_PATH=/nowhere/event.json"}, "cannot read the event file"},
		{"malformed event", token, []string{"GITHUB_EVENT_PATH=" + bad}, "is not valid"},
		{"event without a pull request", token, []string{"GITHUB_EVENT_PATH=" + empty}, "has no pull_request"},
		{"unreachable API", token, []string{"GITHUB_API_URL=http://127.0.0.1:1"}, "no connection to GitHub's API at http://127.0.0.1:1"},
		{"not an address", token, []string{"GITHUB_API_URL=nonsense"}, "not an address of GitHub's API"},
		{"not a repository", token, []string{"GITHUB_REPOSITORY=nonsense"}, "not a repository of the form owner/name"},
		{"unknown profile", with("profile", "strickt"), nil, `did you mean "strict"`},
		{"unknown scope", with("scope", "al"), nil, `did you mean "all"`},
		{"unknown fail-on", with("fail-on", "warn"), nil, `did you mean "warning"`},
		{"missing settings", with("config", "nope.yaml"), nil, "settings file nope.yaml"},
		{"bad pattern", with("paths", "[a"), nil, "is not a pattern"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := runProgram(t, server, tt.inputs, tt.env...)
			if r.code != exitFailure || strings.Count(r.stderr, "\n") != 1 || !strings.Contains(r.stderr, tt.want) {
				t.Errorf("exit code %d, %q, want %q", r.code, r.stderr, tt.want)
			}
		})
	}
	if len(server.Reviews()) != 0 {
		t.Error("a review was posted")
	}
}

// TestUnwritableFiles shows that a runner's file which can't be written gives an error, not a
// panic.
func TestUnwritableFiles(t *testing.T) {
	server := newServer(t, githubtest.File{Path: seed.Path, After: seed.Bad})
	r := runProgram(t, server, nil, "GITHUB_STEP_SUMMARY="+t.TempDir())
	if r.code != exitFailure || strings.Count(r.stderr, "\n") != 1 || !strings.Contains(r.stderr, "is a directory") {
		t.Errorf("exit code %d, %q", r.code, r.stderr)
	}
}

// TestEvents shows what is checked on each event, and that reviews are posted to pull
// requests only.
func TestEvents(t *testing.T) {
	const head, zeros = githubtest.HeadSHA, "0000000000000000000000000000000000000000"
	for _, test := range []struct {
		event, payload string
		env            []string
		code           int
		says           string
		found          []string // files with annotations
	}{
		{event: "merge_group", payload: `{"merge_group":{"base_sha":"` + githubtest.BaseSHA + `","head_sha":"` + head + `"}}`, code: 1, says: "merge queue", found: []string{"new/Dockerfile"}},
		{event: "push", payload: `{"before":"` + githubtest.BaseSHA + `","after":"` + head + `"}`, code: 1, says: "the changes of the push", found: []string{"new/Dockerfile"}},
		{event: "push", payload: `{"before":"` + zeros + `","after":"` + head + `","repository":{"default_branch":"main"}}`, code: 1, says: "the changes of the new branch", found: []string{"new/Dockerfile"}},
		{event: "push", payload: `{"before":"` + githubtest.BaseSHA + `","after":"` + zeros + `","deleted":true}`, says: "nothing to check"},
		{event: "schedule", payload: `{"schedule":"0 3 * * 1"}`, code: 1, says: "all Dockerfiles", found: []string{"new/Dockerfile", "old/Dockerfile"}},
		{event: "workflow_dispatch", payload: `{}`, code: 1, says: "all Dockerfiles", found: []string{"new/Dockerfile", "old/Dockerfile"}},
		{event: "schedule", payload: `{}`, env: []string{"GITHUB_SHA="}, code: 2},
		{event: "push", payload: `{}`, code: 2},
		{event: "merge_group", payload: `{}`, code: 2},
		{event: "issues", payload: `{}`, says: "nothing to check"},
	} {
		t.Run(test.event, func(t *testing.T) {
			server := newServer(t, githubtest.File{Path: "new/Dockerfile", After: "FROM debian:12-slim\nMAINTAINER me\n"})
			server.BaseFiles = map[string]string{"old/Dockerfile": "FROM debian:12-slim\nMAINTAINER me\n", "README.md": "hello\n"}
			r := runProgramOn(t, server, test.payload, map[string]string{"github-token": githubtest.Token, "fail-on": "info"}, append([]string{"GITHUB_EVENT_NAME=" + test.event}, test.env...)...)
			if r.code != test.code || !strings.Contains(r.stdout, test.says) {
				t.Fatalf("exit code %d\n%s%s", r.code, r.stdout, r.stderr)
			}
			if r.code == 2 && strings.Count(r.stderr, "\n") != 1 {
				t.Errorf("%q is not one line", r.stderr)
			}
			for _, file := range []string{"new/Dockerfile", "old/Dockerfile"} {
				if got := strings.Contains(r.stdout, "file="+file); got != slices.Contains(test.found, file) {
					t.Errorf("%s found: %v\n%s", file, got, r.stdout)
				}
			}
			if len(server.Reviews()) != 0 {
				t.Error("a review was posted")
			}
		})
	}
}

// TestSettingsOfAPush shows that a push is checked with its own settings, and a merge queue
// with the base's.
func TestSettingsOfAPush(t *testing.T) {
	for event, code := range map[string]int{"push": 0, "merge_group": 1} {
		server := newServer(t, githubtest.File{Path: "Dockerfile", After: "FROM debian:latest\n"}, githubtest.File{Path: "drydock.yaml", After: "fail-on: none\n"})
		payload := fmt.Sprintf(`{"before":%q,"after":%q,"merge_group":{"base_sha":%q,"head_sha":%q}}`, githubtest.BaseSHA, githubtest.HeadSHA, githubtest.BaseSHA, githubtest.HeadSHA)
		if r := runProgramOn(t, server, payload, nil, "GITHUB_EVENT_NAME="+event); r.code != code {
			t.Errorf("%s: exit code %d\n%s%s", event, r.code, r.stdout, r.stderr)
		}
	}
}

// TestCheckRun shows that the check run's conclusion is the run's verdict, and that all
// findings are annotations, however many.
func TestCheckRun(t *testing.T) {
	var nouns []string
	for _, k := range kinds.All() {
		nouns = append(nouns, kinds.Noun(k))
	}
	inputs := map[string]string{"github-token": githubtest.Token, "check-run": "true"}
	for name, test := range map[string]struct {
		file        githubtest.File
		settings    string
		conclusion  string
		title       string
		annotations int
	}{
		"many findings":  {githubtest.File{Path: "Dockerfile", After: "FROM debian:latest\n" + strings.Repeat("ADD a.py /a.py\n", 120)}, "", "failure", "121 findings", 121},
		"below fail-on":  {githubtest.File{Path: "Dockerfile", After: "FROM debian:latest\n"}, "fail-on: error\n", "success", "1 finding, 1 suggestion", 1},
		"no Dockerfile":  {githubtest.File{Path: "README.md", After: "hello\n"}, "", "success", "0 findings", 0},
		"wrong settings": {githubtest.File{Path: "Dockerfile", After: "FROM debian:12-slim\n"}, "nonsense: 1\n", "failure", "Drydock failed", 0},
	} {
		server := newServer(t, test.file)
		server.BaseFiles = map[string]string{"drydock.yaml": test.settings}
		r := runProgram(t, server, inputs)
		if name == "no Dockerfile" && !strings.Contains(r.stdout, "no "+strings.Join(nouns[:len(nouns)-1], ", ")+" or "+nouns[len(nouns)-1]+" among the changed files") {
			t.Errorf("the log doesn't name all kinds of files:\n%s", r.stdout)
		}
		checks := server.Checks()
		if len(checks) != 1 || checks[0].Conclusion != test.conclusion || checks[0].Head != server.Head() || !strings.Contains(checks[0].Title, test.title) || len(checks[0].Annotations) != test.annotations {
			t.Errorf("%s: %d checks: %.1500v\n%.1500s%s", name, len(checks), checks, r.stdout, r.stderr)
		}
		if (r.code == 0) != (test.conclusion == "success") {
			t.Errorf("%s: exit code %d", name, r.code)
		}
	}
	server := newServer(t, githubtest.File{Path: "Dockerfile", After: "FROM debian:latest\n"})
	server.ReadOnly = true
	if r := runProgram(t, server, inputs); r.code != 1 || !strings.Contains(r.stdout, "checks: write") {
		t.Errorf("a read-only token: exit code %d\n%s", r.code, r.stdout)
	}
}

// TestLaptopAndActionAgree shows that drydock review prints for a branch what the Action
// posts to its pull request.
func TestLaptopAndActionAgree(t *testing.T) {
	const before = "FROM python:3.12-slim\nWORKDIR /app\nMAINTAINER me\n"
	const after = before + "COPY . .\nRUN pip install -r requirements.txt\nADD start.sh /app/start.sh\n"
	others := map[string]string{"requirements.txt": "flask==3.0\n", "start.sh": "#!/bin/sh\n", ".env": "TOKEN=x\n"}
	server := newServer(t, githubtest.File{Path: "Dockerfile", Before: before, After: after})
	server.BaseFiles = others
	server.History = map[string]int{"requirements.txt": 1, "start.sh": 1}
	runProgram(t, server, nil)

	dir := t.TempDir()
	drydocktest.Git(t, dir, "init", "-q", "-b", "main")
	for name, text := range others {
		drydocktest.Write(t, filepath.Join(dir, name), text)
	}
	drydocktest.Write(t, filepath.Join(dir, "Dockerfile"), before)
	drydocktest.Git(t, dir, "add", "-A")
	drydocktest.Git(t, dir, "commit", "-qm", "base")
	drydocktest.Git(t, dir, "checkout", "-qb", "topic")
	drydocktest.Write(t, filepath.Join(dir, "Dockerfile"), after)
	drydocktest.Git(t, dir, "commit", "-qam", "change")
	r := drydocktest.Build(t).Run(t, dir, nil, "", "review", "--base", "main", "--format", "json")
	var planned struct {
		Body     string
		Comments []struct {
			Path      string
			StartLine *int `json:"start_line"`
			Line      int
			Body      string
		}
	}
	if err := json.Unmarshal([]byte(r.Stdout), &planned); err != nil {
		t.Fatalf("%v\n%s%s", err, r.Stdout, r.Stderr)
	}
	posted := server.Comments()
	if len(posted) < 2 || len(posted) != len(planned.Comments) || server.Reviews()[0].Body != planned.Body {
		t.Fatalf("%d comments posted, %d planned; bodies:\n%s\nand\n%s", len(posted), len(planned.Comments), server.Reviews()[0].Body, planned.Body)
	}
	for i, c := range planned.Comments {
		first := c.Line
		if c.StartLine != nil {
			first = *c.StartLine
		}
		if p := posted[i]; p.Path != c.Path || p.First() != first || p.Line != c.Line || p.Body != c.Body {
			t.Errorf("posted %+v\nplanned %+v", p, c)
		}
	}
}

// TestManyChangedFiles shows that a Dockerfile is found among more files than a comparison
// lists, for a pull request and for a push.
func TestManyChangedFiles(t *testing.T) {
	var files []githubtest.File
	for i := range 400 {
		files = append(files, githubtest.File{Path: fmt.Sprintf("a/%03d.txt", i), After: "x\n"})
	}
	files = append(files, githubtest.File{Path: "z/Dockerfile", Before: "FROM debian:12-slim\nMAINTAINER me\n", After: "FROM debian:12-slim\nMAINTAINER me\nEXPOSE 22\n"},
		githubtest.File{Path: "z/moved.Dockerfile", Previous: "moved.Dockerfile", Before: "FROM debian:12-slim\nMAINTAINER me\n", After: "FROM debian:12-slim\nMAINTAINER me\n"})
	for event, payload := range map[string]string{"pull_request": "", "push": `{"before":"` + githubtest.BaseSHA + `","after":"` + githubtest.HeadSHA + `"}`} {
		server := newServer(t, files...)
		if payload == "" {
			payload = server.Event()
		}
		r := runProgramOn(t, server, payload, nil, "GITHUB_EVENT_NAME="+event)
		if strings.Count(r.stdout, "title=") != 1 || !strings.Contains(r.stdout, "file=z/Dockerfile") {
			t.Errorf("%s: exit code %d\n%s%s", event, r.code, r.stdout, r.stderr)
		}
	}
}

func TestPathsInput(t *testing.T) {
	server := newServer(t, githubtest.File{Path: "a/Dockerfile", After: seed.Bad}, githubtest.File{Path: "b/Dockerfile", After: seed.Bad})
	runProgram(t, server, map[string]string{"github-token": githubtest.Token, "paths": "b/*"})
	for _, c := range server.Comments() {
		if c.Path != "b/Dockerfile" {
			t.Errorf("a comment on %s", c.Path)
		}
	}
	if len(server.Comments()) != 3 {
		t.Errorf("%d comments", len(server.Comments()))
	}
}

// TestRequests counts the requests of a first review of one Dockerfile.
func TestRequests(t *testing.T) {
	const before = "FROM python:3.12-slim\nWORKDIR /app\n"
	const after = before + "COPY app.py /app/\nMAINTAINER me\n"
	for name, test := range map[string]struct {
		file     githubtest.File
		base     map[string]string
		diverged bool
		want     int
	}{
		"added":                 {githubtest.File{Path: "Dockerfile", After: after}, nil, false, 5},
		"changed":               {githubtest.File{Path: "Dockerfile", Before: before, After: after}, nil, false, 5},
		"renamed":               {githubtest.File{Path: "Dockerfile", Previous: "x/Dockerfile", Before: before, After: after}, nil, false, 5},
		"without a patch":       {githubtest.File{Path: "Dockerfile", Before: before, After: after, NoPatch: true}, nil, false, 6},
		"with settings":         {githubtest.File{Path: "Dockerfile", Before: before, After: after}, map[string]string{"drydock.yaml": "fail-on: none\n"}, false, 5},
		"the base has diverged": {githubtest.File{Path: "Dockerfile", Before: before, After: after}, nil, true, 6},
	} {
		server := newServer(t, test.file)
		server.BaseFiles = map[string]string{"app.py": "\n"}
		maps.Copy(server.BaseFiles, test.base)
		server.Diverged = test.diverged
		r := runProgram(t, server, nil)
		if got := len(server.Requests()); got != test.want || len(server.Comments()) == 0 {
			t.Errorf("%s: %d requests, want %d: %q\n%s", name, got, test.want, server.Requests(), r.stdout)
		}
	}
}

// TestActionTree shows that rules read other files of the head through the API, with few
// requests.
func TestActionTree(t *testing.T) {
	const before = "FROM python:3.12-slim\nWORKDIR /app\n"
	const after = before + "COPY . .\nRUN pip install --no-cache-dir -r requirements.txt\nCOPY config.yml start.sh /app/\nUSER daemon\nCMD [\"/app/start.sh\"]\n"
	server := newServer(t, githubtest.File{Path: "Dockerfile", Before: before, After: after})
	server.BaseFiles = map[string]string{"requirements.txt": "flask==3.0\n", "config.yaml": "a: 1\n", "start.sh": "#!/bin/sh\npip install extra\nexec app\n", ".env": "TOKEN=x\n"}
	r := runProgram(t, server, nil)
	if r.code != 1 {
		t.Fatalf("exit code %d\n%s%s", r.code, r.stdout, r.stderr)
	}
	var said string
	for _, c := range server.Comments() {
		said += c.Body + "\n"
	}
	for _, want := range []string{"COPY requirements.txt ./", "[copy-missing-source]", "`config.yaml`", "[runtime-install]", "`start.sh`", "[copy-dockerignore]", "`.env`"} {
		if !strings.Contains(said, want) {
			t.Errorf("no %q in\n%s", want, said)
		}
	}
	if n := len(server.Requests()); n > 15 {
		t.Errorf("%d requests: %q", n, server.Requests())
	}
	t.Logf("%d requests", len(server.Requests()))
}

// TestActionReadsBuiltFiles shows that a changed file which the repository builds is reviewed as a
// Dockerfile whatever its name, with the context that the repository names, and that the files which say
// so come with the request for the threads.
func TestActionReadsBuiltFiles(t *testing.T) {
	const before = "FROM python:3.12-slim\nWORKDIR /app\n"
	server := newServer(t, githubtest.File{Path: "ci/web.image", Before: before, After: before + "COPY . .\nRUN pip install --no-cache-dir -r requirements.txt\nUSER daemon\n"})
	server.BaseFiles = map[string]string{
		"requirements.txt": "flask==3.0\n", "ci/x": "\n", ".dockerignore": ".git\n",
		"Makefile": "F := ci/web.image\na:\n\tdocker build -f $(F) .\n", "docker-bake.hcl": "target \"a\" {}\n", "b/run.sh": "true\n",
	}
	r := runProgram(t, server, nil)
	comments := server.Comments()
	if len(comments) != 1 || comments[0].Path != "ci/web.image" || !strings.Contains(comments[0].Body, "COPY requirements.txt ./") {
		t.Fatalf("%+v\n%s%s", comments, r.stdout, r.stderr)
	}
	if n := len(server.Requests()); n > 9 {
		t.Errorf("%d requests: %q", n, server.Requests())
	}
}

// TestActionWithoutTree shows that if the tree is longer than the API lists, such rules report
// nothing and the review is posted.
func TestActionWithoutTree(t *testing.T) {
	server := newServer(t, githubtest.File{Path: "Dockerfile", After: "FROM python:3.12-slim\nCOPY gone.py /app/\nRUN pip install flask\n"})
	server.BaseFiles = map[string]string{"drydock.yaml": "profile: strict\n", "here.py": "\n"}
	server.Truncated = true
	r := runProgram(t, server, nil)
	var said string
	for _, c := range server.Comments() {
		said += c.Body + "\n"
	}
	if strings.Contains(said, "copy-missing-source") || !strings.Contains(said, "run-pip-pin") {
		t.Errorf("exit code %d, said\n%s\n%s", r.code, said, r.stdout)
	}
}

// transcript returns the bodies of a server's comments, with their state.
func transcript(server *githubtest.Server) string {
	var b strings.Builder
	for _, c := range server.Comments() {
		fmt.Fprintf(&b, "%s:%d-%d resolved %v by %q\n%s\n\n", c.Path, c.First(), c.Line, c.Resolved, c.ResolvedBy, c.Body)
	}
	return b.String()
}

const threeFindings = "FROM debian:12-slim\nMAINTAINER me\n\nRUN curl -k https://example.org/a\n\n\nADD a.py /a.py\n"

// TestPushesClearUp shows a review over several pushes: threads of fixed findings are
// resolved, others stay, new findings are posted, nothing twice.
func TestPushesClearUp(t *testing.T) {
	server := newServer(t, githubtest.File{Path: "Dockerfile", After: threeFindings})
	runProgram(t, server, nil)
	if n := len(server.Comments()); n != 3 {
		t.Fatalf("%d comments\n%s", n, transcript(server))
	}
	fixed := strings.Replace(threeFindings, "MAINTAINER me\n", "", 1)
	server.Push(githubtest.File{Path: "Dockerfile", After: fixed})
	r := runProgram(t, server, nil)
	if n := len(server.Comments()); n != 3 || !strings.Contains(r.stdout, "1 thread resolved") {
		t.Errorf("%d comments\n%s\n%s", n, transcript(server), r.stdout)
	}
	for _, c := range server.Comments() {
		if want := strings.Contains(c.Body, "[maintainer]"); c.Resolved != want {
			t.Errorf("resolved %v:\n%s", c.Resolved, c.Body)
		}
	}
	server.Push(githubtest.File{Path: "Dockerfile", After: fixed + "EXPOSE 22\n"})
	runProgram(t, server, nil)
	if n := len(server.Comments()); n != 4 || len(open(server)) != 3 {
		t.Errorf("%d comments, %d open\n%s", n, len(open(server)), transcript(server))
	}
	reviews := len(server.Reviews())
	server.Push(githubtest.File{Path: "Dockerfile", After: "FROM debian:12-slim\n"})
	runProgram(t, server, nil)
	if n := len(open(server)); n != 0 || len(server.Reviews()) != reviews {
		t.Errorf("%d open, %d reviews\n%s", n, len(server.Reviews()), transcript(server))
	}
	server.Push(githubtest.File{Path: "README.md", Before: "a\n", After: "b\n"})
	if r := runProgram(t, server, nil); r.code != 0 {
		t.Errorf("exit code %d", r.code)
	}
}

// TestTokenThatMayNotResolve shows that the comment is then edited to say that the finding is
// fixed, once.
func TestTokenThatMayNotResolve(t *testing.T) {
	server := newServer(t, githubtest.File{Path: "Dockerfile", After: threeFindings})
	server.MayNotResolve = true
	runProgram(t, server, nil)
	server.Push(githubtest.File{Path: "Dockerfile", After: strings.Replace(threeFindings, "MAINTAINER me\n", "", 1)})
	runProgram(t, server, nil)
	if n := len(open(server)); n != 2 || !strings.Contains(transcript(server), "Fixed in "+server.Head()[:7]) {
		t.Errorf("%d open\n%s", n, transcript(server))
	}
	before := len(server.Requests())
	if r := runProgram(t, server, nil); !strings.Contains(r.stdout, "nothing new to post") {
		t.Errorf("%s", r.stdout)
	}
	for _, request := range server.Requests()[before:] {
		if !strings.HasPrefix(request, "GET") && request != "POST /graphql" {
			t.Errorf("a second run at the same head: %s", request)
		}
	}
}

// TestSuggestionIsUpdated shows that a comment whose suggestion changes is edited in place.
func TestSuggestionIsUpdated(t *testing.T) {
	server := newServer(t, githubtest.File{Path: "Dockerfile", After: "FROM debian:12-slim\nADD a.py /a.py\n"})
	runProgram(t, server, nil)
	server.BaseFiles = map[string]string{}
	server.Push(githubtest.File{Path: "Dockerfile", After: "from debian:12-slim\nADD a.py /a.py\nrun true\nrun false\n"}, githubtest.File{Path: "x", After: "y\n"})
	runProgram(t, server, nil)
	if n := len(server.Comments()); n > 2 {
		t.Errorf("%d comments\n%s", n, transcript(server))
	}
	for _, c := range open(server) {
		if strings.Contains(c.Body, "add-instead-of-copy") && c.Line != 2 {
			t.Errorf("on line %d\n%s", c.Line, c.Body)
		}
	}
}

// TestResolvedByAPerson shows that a thread which a person resolved is left alone, and its
// finding not raised again.
func TestResolvedByAPerson(t *testing.T) {
	server := newServer(t, githubtest.File{Path: "Dockerfile", After: threeFindings})
	runProgram(t, server, nil)
	first := server.Comments()[0]
	server.Resolve(first.ID, "octocat")
	server.Push(githubtest.File{Path: "Dockerfile", After: "# about it\n" + threeFindings})
	runProgram(t, server, nil)
	now := server.Comments()
	if len(now) != 3 || now[0].Body != first.Body || now[0].ResolvedBy != "octocat" {
		t.Errorf("%d comments\n%s", len(now), transcript(server))
	}
}

// TestMaxComments shows that the most severe findings get the comments, and that the others
// are counted.
func TestMaxComments(t *testing.T) {
	server := newServer(t, githubtest.File{Path: "Dockerfile", After: threeFindings})
	server.BaseFiles = map[string]string{"drydock.yaml": "max-comments: 2\n"}
	r := runProgram(t, server, nil)
	if len(server.Comments()) != 2 || strings.Contains(transcript(server), "[maintainer]") || !strings.Contains(server.Reviews()[0].Body, "less severe findings are in the job summary") || !strings.Contains(r.summary, "maintainer") {
		t.Errorf("%s\n%s", server.Reviews()[0].Body, transcript(server))
	}
	if r := runProgram(t, server, nil); len(server.Comments()) != 2 || len(server.Reviews()) != 1 {
		t.Errorf("posted again: %s", r.stdout)
	}
}

// TestHeadMoves shows that a run whose head is no longer the pull request's posts nothing. The
// run for the new head does.
func TestHeadMoves(t *testing.T) {
	server := newServer(t, githubtest.File{Path: "Dockerfile", After: threeFindings})
	event := server.Event()
	server.Push(githubtest.File{Path: "Dockerfile", After: threeFindings + "EXPOSE 22\n"})
	r := runProgramOn(t, server, event, nil)
	if len(server.Comments()) != 0 || r.code == 2 {
		t.Errorf("exit code %d, %d comments\n%s%s", r.code, len(server.Comments()), r.stdout, r.stderr)
	}
}

// TestIdenticalFiles shows that two files with the same text each have their
// comments.
func TestIdenticalFiles(t *testing.T) {
	server := newServer(t, githubtest.File{Path: "a/Dockerfile", After: threeFindings}, githubtest.File{Path: "b/Dockerfile", After: threeFindings})
	runProgram(t, server, nil)
	runProgram(t, server, nil)
	if n := len(server.Comments()); n != 6 {
		t.Errorf("%d comments\n%s", n, transcript(server))
	}
}

// TestPatch shows that git applies the patch in the review's body, with the same result as
// accepting all suggestions.
func TestPatch(t *testing.T) {
	server := newServer(t, githubtest.File{Path: "app/Dockerfile", After: seed.Bad})
	runProgram(t, server, nil)
	_, patch, ok := strings.Cut(server.Reviews()[0].Body, "```diff\n")
	if !ok {
		t.Fatalf("no patch in\n%s", server.Reviews()[0].Body)
	}
	patch, _, _ = strings.Cut(patch, "\n```")
	dir := t.TempDir()
	drydocktest.Write(t, filepath.Join(dir, "app", "Dockerfile"), seed.Bad)
	drydocktest.Write(t, filepath.Join(dir, "all.patch"), patch+"\n")
	drydocktest.Git(t, dir, "init", "-q")
	drydocktest.Git(t, dir, "apply", "all.patch")
	want, err := server.Accept("app/Dockerfile", server.Comments()...)
	if err != nil {
		t.Fatal(err)
	}
	if got := drydocktest.Read(t, filepath.Join(dir, "app", "Dockerfile")); got != want {
		t.Errorf("the patch gives\n%s\nthe suggestions\n%s", got, want)
	}
}

// TestFailOpen shows that with fail-open an error of Drydock's own doesn't fail the job, and
// that findings still do.
func TestFailOpen(t *testing.T) {
	server := newServer(t, githubtest.File{Path: "Dockerfile", After: threeFindings})
	bad := map[string]string{"github-token": "wrong", "fail-open": "true"}
	if r := runProgram(t, server, bad); r.code != 0 || !strings.Contains(r.stdout, "::warning::drydock failed") {
		t.Errorf("exit code %d\n%s%s", r.code, r.stdout, r.stderr)
	}
	bad["fail-open"] = "false"
	if r := runProgram(t, server, bad); r.code != 2 {
		t.Errorf("exit code %d", r.code)
	}
	if r := runProgram(t, server, map[string]string{"github-token": githubtest.Token, "fail-open": "true"}); r.code != 1 {
		t.Errorf("findings: exit code %d", r.code)
	}
}

// TestEnterpriseBehindProxy shows that the Action works with GitHub Enterprise Server, links to
// its pages, and uses the environment's proxy.
func TestEnterpriseBehindProxy(t *testing.T) {
	const enterprise = "http://github.example.test"
	server := newServer(t, githubtest.File{Path: "Dockerfile", Before: "FROM debian:12-slim\nMAINTAINER me\n# 1\n# 2\n# 3\n# 4\nUSER nobody\n", After: "FROM debian:12-slim\nMAINTAINER me\n# 1\n# 2\n# 3\n# 4\nUSER root\n"})
	target, err := url.Parse(server.URL)
	if err != nil {
		t.Fatal(err)
	}
	asked := map[string]bool{}
	proxy := httptest.NewServer(&httputil.ReverseProxy{Rewrite: func(r *httputil.ProxyRequest) {
		asked[r.In.URL.Scheme+"://"+r.In.URL.Host] = true
		r.SetURL(target)
		r.Out.URL.Path = strings.TrimPrefix(strings.TrimPrefix(r.In.URL.Path, "/api/v3"), "/api")
	}})
	defer proxy.Close()
	r := runProgram(t, server, map[string]string{"github-token": githubtest.Token, "scope": "all"},
		"GITHUB_API_URL="+enterprise+"/api/v3", "GITHUB_GRAPHQL_URL="+enterprise+"/api/graphql", "GITHUB_SERVER_URL="+enterprise, "HTTP_PROXY="+proxy.URL)
	if len(server.Reviews()) != 1 || !maps.Equal(asked, map[string]bool{enterprise: true}) {
		t.Fatalf("%d reviews, asked %v\n%s%s", len(server.Reviews()), asked, r.stdout, r.stderr)
	}
	if body := server.Reviews()[0].Body; !strings.Contains(body, "("+enterprise+"/octo/app/blob/") {
		t.Errorf("no link to the server's own pages in\n%s", body)
	}
}
