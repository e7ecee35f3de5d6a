package action_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/drydock-dev/drydock/bot/action"
	"github.com/drydock-dev/drydock/bot/github/githubtest"
)

// TestFixCommand shows which comments on a pull request lead to a commit: the command, by
// somebody who can push, while the branch doesn't move.
func TestFixCommand(t *testing.T) {
	for name, test := range map[string]struct {
		body, by string
		prepare  func(s *githubtest.Server)
		commits  bool
		reply    string // part of it; "" for none
	}{
		"asked":          {body: "/drydock fix\r\n", by: "alice", commits: true, reply: "2 suggestions from Drydock in 1 file"},
		"by a stranger":  {body: "/drydock fix", by: "mallory", reply: "only people who can push"},
		"something else": {body: "please do not /drydock fix", by: "alice"},
		"from a fork":    {body: "/drydock fix", by: "alice", prepare: func(s *githubtest.Server) { s.Fork = true }, reply: "in a fork"},
		"closed":         {body: "/drydock fix", by: "alice", prepare: func(s *githubtest.Server) { s.Closed = true }, reply: "isn't open"},
		"nothing to commit": {body: "/drydock fix", by: "alice", prepare: func(s *githubtest.Server) {
			s.Push(githubtest.File{Path: "Dockerfile", After: "FROM debian:12-slim\n"})
		}, reply: "no suggestion"},
		"excluded by the settings": {body: "/drydock fix", by: "alice", prepare: func(s *githubtest.Server) {
			s.BaseFiles["drydock.yaml"] = "skip: [Dockerfile]\n"
		}, reply: "no suggestion"},
		"a generated file": {body: "/drydock fix", by: "alice", prepare: func(s *githubtest.Server) {
			s.BaseFiles[".gitattributes"] = "Dockerfile linguist-generated\n"
		}, reply: "no suggestion"},
		"new commits": {body: "/drydock fix", by: "alice", prepare: func(s *githubtest.Server) {
			s.BeforeCommit = func() { s.Push(githubtest.File{Path: "Dockerfile", After: threeComments + "EXPOSE 22\n"}) }
		}, reply: "new commits"},
		"read-only token": {body: "/drydock fix", by: "alice", prepare: func(s *githubtest.Server) { s.MayNotResolve = true }, reply: "contents: write"},
	} {
		t.Run(name, func(t *testing.T) {
			server := newServer(t, githubtest.File{Path: "Dockerfile", After: twoSuggestions})
			server.Writers = []string{"alice"}
			if test.prepare != nil {
				test.prepare(server)
			}
			before := server.Files[0].After
			log, err := runEvent(t, server, "issue_comment", fmt.Sprintf(`{"action":"created","issue":{"number":%d,"pull_request":{}},"comment":{"body":%q,"user":{"login":%q}}}`, githubtest.Number, test.body, test.by))
			if err != nil {
				t.Fatalf("%v\n%s", err, log)
			}
			after := server.Files[0].After
			if committed := after == "FROM debian:12-slim\nCOPY a.py /srv/a.py\nRUN true\nENV A=a\n"; committed != test.commits || !test.commits && test.reply != "new commits" && after != before {
				t.Errorf("the file is now\n%s\n%s", after, log)
			}
			replies := strings.Join(server.Replies(), "\n")
			if (replies == "") != (test.reply == "") || !strings.Contains(replies, test.reply) {
				t.Errorf("the reply is %q\n%s", replies, log)
			}
		})
	}
}

// TestFixCommandLeavesWorkflows shows that suggestions for workflows, which a workflow's token
// can't commit, don't hold up the others.
func TestFixCommandLeavesWorkflows(t *testing.T) {
	const workflow = "on: push\njobs:\n  a:\n    runs-on: self-hosted\n    steps:\n      - run: docker run -d --restart always redis:8\n"
	server := newServer(t, githubtest.File{Path: "Dockerfile", After: twoSuggestions}, githubtest.File{Path: ".github/workflows/a.yml", After: workflow})
	server.Writers = []string{"alice"}
	log, err := runEvent(t, server, "issue_comment", fmt.Sprintf(`{"action":"created","issue":{"number":%d,"pull_request":{}},"comment":{"body":"/drydock fix","user":{"login":"alice"}}}`, githubtest.Number))
	if err != nil {
		t.Fatalf("%v\n%s", err, log)
	}
	replies := strings.Join(server.Replies(), "\n")
	if server.Files[0].After == twoSuggestions || server.Files[1].After != workflow || !strings.Contains(replies, "2 suggestions from Drydock in 1 file") || !strings.Contains(replies, "1 suggestion for workflows left out") {
		t.Errorf("%q\n%+v", replies, server.Files)
	}
}

const twoSuggestions = "FROM debian:12-slim\nADD a.py /srv/a.py\nRUN true\nENV A a\n"

// TestComposeFile shows that a Compose file is reviewed like a Dockerfile: the comment has a
// suggestion, and the second run posts nothing.
func TestComposeFile(t *testing.T) {
	const before = "services:\n  web:\n    image: nginx:1.28\n"
	server := newServer(t, githubtest.File{Path: "deploy/docker-compose.yml", Before: before, After: before + "    restart: always # as ever\n"})
	log, err := runAgainst(t, server)
	said := open(server)
	if !errors.Is(err, action.ErrFindings) || len(said) != 1 || said[0].Line != 4 {
		t.Fatalf("%v, %+v\n%s", err, said, log)
	}
	fixed, err := server.Accept("deploy/docker-compose.yml", said...)
	if err != nil || fixed != before+"    restart: unless-stopped # as ever\n" {
		t.Errorf("%v\n%s", err, fixed)
	}
	if !strings.Contains(said[0].Body, "loads as before") || strings.Contains(said[0].Body, "BuildKit") {
		t.Errorf("comment\n%s", said[0].Body)
	}
	if log, _ := runAgainst(t, server); len(server.Reviews()) != 1 {
		t.Errorf("posted again\n%s", log)
	}
}

// TestManyScripts shows that a change of many scripts takes a bounded number of requests, and
// that the log counts the skipped ones.
func TestManyScripts(t *testing.T) {
	files := []githubtest.File{{Path: "Dockerfile", After: "FROM debian:latest\n"}}
	for i := range 80 {
		files = append(files, githubtest.File{Path: fmt.Sprintf("%02d.sh", i), After: "docker commit x\n"})
	}
	server := newServer(t, files...)
	log, err := runAgainst(t, server)
	if !errors.Is(err, action.ErrFindings) || !strings.Contains(log, "skipped 30 changed scripts") || len(server.Requests()) > 10 {
		t.Errorf("%v, %d requests\n%s", err, len(server.Requests()), log[:min(len(log), 2000)])
	}
}

// TestExcludedFilesTakeNoRoom shows that files which the settings exclude don't count
// towards the limit for scripts.
func TestExcludedFilesTakeNoRoom(t *testing.T) {
	var files []githubtest.File
	for i := range 60 {
		files = append(files, githubtest.File{Path: fmt.Sprintf("skipped/%02d.sh", i), After: "docker commit x\n"})
	}
	files = append(files, githubtest.File{Path: "z.sh", After: "docker commit x\n"})
	server := newServer(t, files...)
	server.BaseFiles = map[string]string{"drydock.yaml": "skip: [skipped/*]\n"}
	log, err := runAgainst(t, server)
	if said := open(server); !errors.Is(err, action.ErrFindings) || len(said) != 1 || said[0].Path != "z.sh" || strings.Contains(log, "skipped 1") || len(server.Requests()) > 7 {
		t.Errorf("%v, %d requests, comments %+v\n%s", err, len(server.Requests()), said, log)
	}
}
