package fix

import (
	"strings"
	"testing"

	"github.com/drydock-dev/drydock/lint"
	"github.com/drydock-dev/drydock/lint/config"
	"github.com/drydock-dev/drydock/rules"
	"github.com/drydock-dev/drydock/syntax/dockerfile"
)

// TestNotRehearsed shows that a fix whose script can't be rehearsed is for review, says why, and isn't
// used where only safe fixes are.
func TestNotRehearsed(t *testing.T) {
	const source = "FROM debian:12-slim\nRUN 1 & wait\n"
	rule := replaces("rule", "RUN 1 & wait", "RUN one & wait")
	plan := planBy(lint.Catalogue{rule}, source, lint.Review)
	if len(plan.Suggestions) != 1 {
		t.Fatalf("suggestions %+v, rejected %+v", plan.Suggestions, plan.Rejected)
	}
	s := plan.Suggestions[0]
	if s.Safety != lint.Review || s.Rehearsed || !s.ChangesScripts || !strings.Contains(strings.Join(s.NoteTexts(), " "), "background") {
		t.Errorf("%+v", s)
	}
	if !strings.Contains(s.Checked(), "couldn't be rehearsed") {
		t.Errorf("checked: %s", s.Checked())
	}
	safe := planBy(lint.Catalogue{rule}, source, lint.Safe)
	if len(safe.Suggestions) != 0 || len(safe.Rejected) != 1 || !strings.Contains(safe.Rejected[0].Reason, "background") {
		t.Errorf("suggestions %+v, rejected %+v", safe.Suggestions, safe.Rejected)
	}
}

// TestRehearsed shows what suggestions say of the scripts that they change.
func TestRehearsed(t *testing.T) {
	for _, tt := range []struct {
		name, old, new         string
		changes, rehearsedText bool
	}{
		{"a script", "RUN 1", "RUN one", true, true},
		{"a program that starts", `CMD ["1"]`, `CMD ["one"]`, true, true},
		{"no script", "LABEL a=1", "LABEL a=2", false, false},
	} {
		plan := planBy(lint.Catalogue{{ID: "rule", Severity: lint.Warning, Check: lint.Dockerfile(func(p *lint.DockerfilePass) {
			for _, in := range p.File.Instructions {
				if in.Text() == tt.old {
					p.Report(in.Span, "found", &lint.Fix{Safety: lint.Safe, Edits: []lint.Edit{{Span: in.Span, New: tt.new}}, Calls: lint.RewritesWords("", "1", "one")})
				}
			}
		})}}, "FROM debian:12-slim\n"+tt.old+"\n", lint.Safe)
		if len(plan.Suggestions) != 1 {
			t.Errorf("%s: rejected %+v", tt.name, plan.Rejected)
			continue
		}
		s := plan.Suggestions[0]
		if !s.Rehearsed || s.ChangesScripts != tt.changes || strings.Contains(s.Checked(), "its scripts do the same") != tt.rehearsedText {
			t.Errorf("%s: %+v, %s", tt.name, s, s.Checked())
		}
	}
}

// TestUndeclared shows fixes that BuildKit accepts and a rehearsal doesn't.
func TestUndeclared(t *testing.T) {
	for _, tt := range []struct{ name, old, new, want string }{
		{"a failure that is no longer noticed", "RUN a && b", "RUN a; b", "a failed `a` would no longer stop the build"},
		{"another user", "USER app\nRUN a", "USER root\nRUN a", "as root, not as app"},
		{"a call that goes", "RUN a && b", "RUN b", "`a` would no longer run"},
		{"a call in a trigger", "ONBUILD RUN a", "ONBUILD RUN b && a", "`b` would run as well"},
		{"another program that starts", "CMD a", `CMD ["b"]`, "`b` would run as well"},
		{"a line in a file", "RUN cat > /x <<E\na\nE", "RUN cat > /x <<E\nb\na\nE", "here-document"},
	} {
		plan := planBy(lint.Catalogue{{ID: "rule", Severity: lint.Warning, Check: lint.Dockerfile(func(p *lint.DockerfilePass) {
			if at := strings.Index(string(p.File.Source), tt.old); at >= 0 {
				span := p.File.Instructions[1].Span
				span.End = span.Start + len(tt.old)
				p.Report(span, "found", &lint.Fix{Safety: lint.Safe, Edits: []lint.Edit{{Span: span, New: tt.new}}})
			}
		})}}, "FROM debian:12-slim\n"+tt.old+"\n", lint.Safe)
		if len(plan.Suggestions) != 0 || len(plan.Rejected) != 1 || !strings.Contains(plan.Rejected[0].Reason, tt.want) {
			t.Errorf("%s: suggestions %+v, rejected %+v, want %q", tt.name, plan.Suggestions, plan.Rejected, tt.want)
		}
	}
}

// TestSeedIsRehearsed shows that the rules' own fixes declare what they change.
func TestSeedIsRehearsed(t *testing.T) {
	source := "FROM ubuntu:24.04\nRUN sudo apt update && sudo apt install curl\nRUN pip install x\nCMD serve\n"
	plan := New(dockerfile.Parse("Dockerfile", []byte(source)), unaware(), config.Default(rules.All), lint.Review)
	for _, r := range plan.Rejected {
		if strings.Contains(r.Reason, Differs) {
			t.Errorf("rejected %+v", r)
		}
	}
	if plan.Scripts == 0 || plan.Traces == 0 {
		t.Error("nothing was rehearsed")
	}
}
