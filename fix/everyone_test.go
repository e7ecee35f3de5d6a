package fix

import (
	"bytes"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/drydock-dev/drydock/facts"
	"github.com/drydock-dev/drydock/kinds"
	"github.com/drydock-dev/drydock/lint"
	"github.com/drydock-dev/drydock/lint/config"
	"github.com/drydock-dev/drydock/rules"
	"github.com/drydock-dev/drydock/syntax"
	"github.com/drydock-dev/drydock/syntax/dockerfile"
)

// writesB returns a rule whose fix makes "bb" of the first "aa".
func writesB() *lint.Rule {
	return &lint.Rule{ID: "test", Severity: lint.Warning, Check: lint.Dockerfile(func(p *lint.DockerfilePass) {
		if i := bytes.Index(p.File.Source, []byte("aa")); i >= 0 {
			span := syntax.Span{Start: i, End: i + 2}
			p.Report(span, "It's wrong. Write `bb`.", &lint.Fix{Safety: lint.Safe, Edits: []lint.Edit{{Span: span, New: "bb"}}, Calls: lint.RewritesWords("", "aa", "bb")})
		}
	})}
}

// TestEveryonesRules shows which findings of rules that the settings leave out reject a fix that adds
// them.
func TestEveryonesRules(t *testing.T) {
	tests := []struct {
		name     string
		source   string
		other    lint.Rule
		cost     int64
		settings config.Settings
		offered  bool
	}{
		{name: "a warning of another profile", other: lint.Rule{Profile: lint.Strict, Severity: lint.Warning}},
		{name: "an error of a rule that is off", other: lint.Rule{Severity: lint.Error}, settings: config.Settings{Severities: map[string]lint.Severity{"other": lint.Off}}},
		{name: "an info of another profile", other: lint.Rule{Profile: lint.Strict, Severity: lint.Info}, offered: true},
		{name: "an info of the profile in force", other: lint.Rule{Severity: lint.Info}},
		{name: "an info with a cost", other: lint.Rule{Profile: lint.Strict, Severity: lint.Info, Weighs: true}, cost: smallCost},
		{name: "an info with a small cost", other: lint.Rule{Profile: lint.Strict, Severity: lint.Info, Weighs: true}, cost: smallCost - 1, offered: true},
		{name: "a warning of a rule that must be asked for", other: lint.Rule{OptIn: true, Severity: lint.Warning}, offered: true},
		{name: "a warning that a comment turns off there", source: "FROM x\n# drydock ignore=other\nRUN aa\n", other: lint.Rule{Profile: lint.Strict, Severity: lint.Warning}, offered: true},
		{name: "a warning that a comment turns off elsewhere", source: "FROM x\n# drydock ignore=other\nRUN bb\nRUN aa\n", other: lint.Rule{Profile: lint.Strict, Severity: lint.Warning}},
		{name: "a warning that was there before", source: "FROM x\nRUN bb aa\n", other: lint.Rule{Profile: lint.Strict, Severity: lint.Warning}, offered: true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			other := tt.other
			other.ID = "other"
			other.Check = lint.Dockerfile(func(p *lint.DockerfilePass) {
				for in := range p.File.Triggered() {
					if i := bytes.Index(p.File.Source[in.Span.Start:in.Span.End], []byte("bb")); i >= 0 {
						p.Report(syntax.Span{Start: in.Span.Start + i, End: in.Span.Start + i + 2}, "It costs. Remove it.", nil).Cost = tt.cost
					}
				}
			})
			settings := tt.settings
			settings.Catalogue = lint.Catalogue{writesB(), &other}
			source := tt.source
			if source == "" {
				source = "FROM x\nRUN aa\n"
			}
			plan := New(dockerfile.Parse("Dockerfile", []byte(source)), unaware(), settings, lint.Review)
			if offered := len(plan.Suggestions) > 0; offered != tt.offered {
				t.Errorf("offered: %v, want %v; rejected: %v", offered, tt.offered, plan.Rejected)
			}
		})
	}
}

// TestWithheldAdvice shows that a message doesn't advise the change that the proof rejected for what it
// adds.
func TestWithheldAdvice(t *testing.T) {
	rule := writesB()
	worse := &lint.Rule{ID: "worse", Profile: lint.Strict, Severity: lint.Warning, Check: lint.Dockerfile(func(p *lint.DockerfilePass) {
		if i := bytes.Index(p.File.Source, []byte("bb")); i >= 0 {
			p.Report(syntax.Span{Start: i, End: i + 2}, "It fails. Remove it.", nil)
		}
	})}
	message := func(all ...*lint.Rule) string {
		return New(dockerfile.Parse("Dockerfile", []byte("FROM x\nRUN aa\n")), unaware(), catalogueOf(all...), lint.Review).Findings[0].Message
	}
	if got, want := message(rule), "It's wrong. Write `bb`."; got != want {
		t.Errorf("alone %q, want %q", got, want)
	}
	if got, want := message(rule, worse), "It's wrong. The usual change isn't suggested here: it leads to `worse`."; got != want {
		t.Errorf("with a rule that minds %q, want %q", got, want)
	}
}

// TestChownOfMuch shows that no suggestion copies a folder into another layer, to change its owner, if
// the tree says that it's large. That it does is an info of the strict profile, with a cost.
func TestChownOfMuch(t *testing.T) {
	const source = "FROM node:24-slim\nWORKDIR /app\nCOPY . .\nCMD [\"node\", \"a.js\"]\n"
	chowns := func(bytes int) bool {
		tree := fstest.MapFS{"Dockerfile": {Data: []byte(source)}, "a.js": {Data: make([]byte, bytes)}}
		known := facts.Gather(tree, nil, time.Time{}, nil)
		plan := New(dockerfile.Parse("Dockerfile", []byte(source)), known, config.Default(rules.All), lint.Review)
		return strings.Contains(string(plan.ApplyAll()), "chown -R")
	}
	if !chowns(smallCost - 1000) {
		t.Error("a small folder doesn't change hands by chown -R")
	}
	if chowns(smallCost) {
		t.Error("a large folder is copied by chown -R")
	}
}

// TestEveryonesRulesInside shows that the same holds for a Dockerfile inside a Compose file.
func TestEveryonesRulesInside(t *testing.T) {
	const source = "services:\n  a:\n    build:\n      dockerfile_inline: |\n        FROM x\n        RUN aa\n"
	offered := func(severity lint.Severity) bool {
		other := &lint.Rule{ID: "other", Profile: lint.Strict, Severity: severity, Check: lint.Dockerfile(func(p *lint.DockerfilePass) {
			if i := bytes.Index(p.File.Source, []byte("bb")); i >= 0 {
				p.Report(syntax.Span{Start: i, End: i + 2}, "It costs. Remove it.", nil)
			}
		})}
		plan := New(kinds.Parse("compose.yaml", []byte(source)), unaware(), catalogueOf(writesB(), other), lint.Review)
		return len(plan.Suggestions) > 0
	}
	if !offered(lint.Info) {
		t.Error("an info of another profile rejects the fix")
	}
	if offered(lint.Warning) {
		t.Error("a warning of another profile doesn't reject the fix")
	}
}
