package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/drydock-dev/drydock/bot/github/githubtest"
	"github.com/drydock-dev/drydock/examples"
	"github.com/drydock-dev/drydock/internal/seed"
)

// pullRequest is the story that the demo tells.
type pullRequest struct{ first, second *push }

// push is the pull request after a push, and what the Action did about it.
type push struct {
	files     []githubtest.File
	review    githubtest.Review    // without a body if the Action posted none
	comments  []githubtest.Comment // of all pushes so far
	committed []githubtest.File    // the files with all suggestions committed
	code      int                  // the Action's exit code
	requests  int                  // that the Action made so far
	summary   string               // of the job
}

// composeFile is the second file in the pull request.
const composeFile = "compose.yaml"

// play has the Action review two pushes.
func play(program string) (*pullRequest, error) {
	compose, err := examples.Habits.ReadFile("habits/bad/" + composeFile)
	if err != nil {
		return nil, err
	}
	server := githubtest.New(githubtest.File{Path: seed.Path, After: seed.Bad}, githubtest.File{Path: composeFile, After: string(compose)})
	defer server.Close()
	pr := &pullRequest{}
	if pr.first, err = review(program, server); err != nil {
		return nil, err
	}
	files, err := mend(server)
	if err != nil {
		return nil, err
	}
	server.Push(files...)
	pr.second, err = review(program, server)
	return pr, err
}

// review runs the Action for the head of the pull request.
func review(program string, server *githubtest.Server) (*push, error) {
	before := len(server.Reviews())
	ran, err := runAction(program, server, nil)
	if err != nil {
		return nil, err
	}
	p := &push{files: server.Files, comments: server.Comments(), code: ran.code, requests: len(server.Requests()), summary: ran.summary}
	posted := server.Reviews()[before:]
	if len(posted) != 1 {
		return nil, fmt.Errorf("the action posted %d reviews, want 1:\n%s", len(posted), ran.log)
	}
	p.review = posted[0]
	for _, f := range p.files {
		if f.After, err = server.Accept(f.Path, suggested(p.comments, f.Path)...); err != nil {
			return nil, err
		}
		p.committed = append(p.committed, f)
	}
	return p, nil
}

// suggested returns the comments on a file that have a suggestion which can be committed.
func suggested(comments []githubtest.Comment, path string) []githubtest.Comment {
	return slices.DeleteFunc(slices.Clone(comments), func(c githubtest.Comment) bool {
		_, ok := githubtest.Suggestion(c.Body)
		return c.Path != path || c.Line == 0 || c.Resolved || !ok
	})
}

// secondPush says what the second push does.
const secondPush = "The author commits the first suggestion for " + seed.Path + ", and moves the worker's install from " + composeFile + " to an image. That mends two things and adds one."

// The worker in the Compose file, in the first and in the second push.
const (
	installs = `    image: python:3.13-slim
    command: sh -c "pip install -r requirements.txt && python worker.py"
`
	installed = `    image: shop-worker:latest
    command: python worker.py
`
)

// mend returns the files of the second push.
func mend(server *githubtest.Server) ([]githubtest.File, error) {
	files := slices.Clone(server.Files)
	for i := range files {
		f := &files[i]
		switch f.Path {
		case seed.Path:
			suggestions := suggested(server.Comments(), f.Path)
			if len(suggestions) == 0 {
				return nil, fmt.Errorf("%s has no suggestion to commit", f.Path)
			}
			text, err := server.Accept(f.Path, suggestions[0])
			if err != nil {
				return nil, err
			}
			f.After = text
		case composeFile:
			if !strings.Contains(f.After, installs) {
				return nil, fmt.Errorf("%s has no worker like this:\n%s", f.Path, installs)
			}
			f.After = strings.Replace(f.After, installs, installed, 1)
		}
	}
	return files, nil
}

// The states of a thread after the second push.
const (
	resolved  = "Resolved"
	stillOpen = "Still open"
	added     = "New"
)

// thread is a comment after the second push.
type thread struct {
	githubtest.Comment
	state string
	// first is the comment after the first push, zero for a new one.
	first githubtest.Comment
}

// at returns the comment where it was last shown in the diff.
func (t thread) at() githubtest.Comment {
	if t.Line == 0 {
		return t.first
	}
	return t.Comment
}

// threads returns the threads after the second push, in the order they were posted.
func (pr *pullRequest) threads() (all []thread) {
	before := map[int]githubtest.Comment{}
	for _, c := range pr.first.comments {
		before[c.ID] = c
	}
	for _, c := range pr.second.comments {
		first, known := before[c.ID]
		t := thread{Comment: c, state: stillOpen, first: first}
		switch {
		case c.Resolved:
			t.state = resolved
		case !known:
			t.state = added
		}
		all = append(all, t)
	}
	return all
}

// lines returns a comment's lines, for people. to stands between two numbers.
func lines(c githubtest.Comment, to string) string {
	if c.First() == c.Line {
		return "line " + strconv.Itoa(c.Line)
	}
	return "lines " + strconv.Itoa(c.First()) + to + strconv.Itoa(c.Line)
}

// actionRun is what a run of the Action left behind.
type actionRun struct {
	log, summary string
	code         int
}

// runAction runs the Action in the environment that a runner gives it, with figures of another run if there are any.
func runAction(program string, server *githubtest.Server, figures []byte) (ran actionRun, err error) {
	dir, err := os.MkdirTemp("", "drydock-demo-*")
	if err != nil {
		return ran, err
	}
	defer os.RemoveAll(dir)
	event, summary := filepath.Join(dir, "event.json"), filepath.Join(dir, "summary.md")
	inputs := map[string]string{"github-token": githubtest.Token}
	files := map[string][]byte{event: []byte(server.Event()), summary: nil}
	if figures != nil {
		inputs["figures"] = "figures.json"
		files[filepath.Join(dir, "figures.json")] = figures
	}
	for name, text := range files {
		if err := os.WriteFile(name, text, 0o644); err != nil {
			return ran, err
		}
	}
	cmd := exec.Command(program, "action")
	cmd.Env = append(server.Env(event, inputs), "PATH="+os.Getenv("PATH"), "GITHUB_WORKSPACE="+dir, "GITHUB_STEP_SUMMARY="+summary)
	out, err := cmd.CombinedOutput()
	if _, exited := err.(*exec.ExitError); err != nil && !exited {
		return ran, err
	}
	text, err := os.ReadFile(summary)
	return actionRun{string(out), string(text), cmd.ProcessState.ExitCode()}, err
}
