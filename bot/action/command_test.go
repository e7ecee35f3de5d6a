package action_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/drydock-dev/drydock/bot/github/githubtest"
)

// TestFixCommand shows what becomes of a comment on a pull request: one that asks
// for it makes a commit, on the head it was asked for, by those who may push.
func TestFixCommand(t *testing.T) {
	for name, test := range map[string]struct {
		body, by string
		prepare  func(s *githubtest.Server)
		commits  bool
		reply    string // part of it; "" for none
	}{
		"asked":          {body: "/drydock fix\r\n", by: "alice", commits: true, reply: "2 suggestions of Drydock in 1 Dockerfile"},
		"by a stranger":  {body: "/drydock fix", by: "mallory", reply: "for those who may push"},
		"something else": {body: "please do not /drydock fix", by: "alice"},
		"from a fork":    {body: "/drydock fix", by: "alice", prepare: func(s *githubtest.Server) { s.Fork = true }, reply: "in a fork"},
		"closed":         {body: "/drydock fix", by: "alice", prepare: func(s *githubtest.Server) { s.Closed = true }, reply: "not open"},
		"nothing to commit": {body: "/drydock fix", by: "alice", prepare: func(s *githubtest.Server) {
			s.Push(githubtest.File{Path: "Dockerfile", After: "FROM debian:12-slim\n"})
		}, reply: "no suggestion"},
		"moved on": {body: "/drydock fix", by: "alice", prepare: func(s *githubtest.Server) {
			s.BeforeCommit = func() { s.Push(githubtest.File{Path: "Dockerfile", After: threeComments + "EXPOSE 22\n"}) }
		}, reply: "moved on"},
		"may not write": {body: "/drydock fix", by: "alice", prepare: func(s *githubtest.Server) { s.MayNotResolve = true }, reply: "contents: write"},
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
			if committed := after == "FROM debian:12-slim\nCOPY a.py /srv/a.py\nRUN true\nENV A=a\n"; committed != test.commits || !test.commits && test.reply != "moved on" && after != before {
				t.Errorf("the file is now\n%s\n%s", after, log)
			}
			replies := strings.Join(server.Replies(), "\n")
			if (replies == "") != (test.reply == "") || !strings.Contains(replies, test.reply) {
				t.Errorf("the reply is %q\n%s", replies, log)
			}
		})
	}
}

const twoSuggestions = "FROM debian:12-slim\nADD a.py /srv/a.py\nRUN true\nENV A a\n"
