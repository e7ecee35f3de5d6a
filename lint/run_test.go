package lint_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/drydock-dev/drydock/facts"
	"github.com/drydock-dev/drydock/kinds"
	"github.com/drydock-dev/drydock/lint"
	"github.com/drydock-dev/drydock/rules"
	"github.com/drydock-dev/drydock/syntax"
	"github.com/drydock-dev/drydock/syntax/dockerfile"
)

// TestRulePanics shows that a rule that panics is a finding in the words of the file's kind, and harms
// no other.
func TestRulePanics(t *testing.T) {
	for path, noun := range map[string]string{"Dockerfile": "Dockerfile", "compose.yaml": "Compose file", "run.sh": "shell script", "a.service": "systemd unit"} {
		file := kinds.Parse(path, []byte("FROM alpine\n"))
		if path == "compose.yaml" {
			file = kinds.Parse(path, []byte("services: {}\n"))
		}
		panics := lint.Checks(lint.Scripts(func(*lint.ScriptPass) { panic("oops") }), lint.Compose(func(*lint.ComposePass) { panic("oops") }))
		speaks := &lint.Rule{ID: "speaks", Severity: lint.Info, Check: lint.Checks(
			lint.Scripts(func(p *lint.ScriptPass) { p.Report(syntax.Span{}, "here", nil) }),
			lint.Compose(func(p *lint.ComposePass) { p.Report(syntax.Span{}, "here", nil) }),
		)}
		result := lint.Run(file, &facts.Facts{}, []*lint.Rule{{ID: "bad", Check: panics}, speaks}, &lint.Options{})
		var messages []string
		for _, f := range result.Findings {
			messages = append(messages, f.Rule.ID+": "+f.Message)
		}
		want := []string{
			"internal-error: A bug: the rule bad failed on this " + noun + " (oops). Please report it at https://github.com/drydock-dev/drydock/issues with the file, or as much of it as you can share.",
			"speaks: here",
		}
		if diff := cmp.Diff(want, messages); diff != "" {
			t.Errorf("%s (-want +got):\n%s", path, diff)
		}
	}
}

// TestPriorities shows that a rejected file has one finding, in the words of its kind.
func TestRejections(t *testing.T) {
	for path, want := range map[string]string{
		"Dockerfile":   "This Dockerfile doesn't build: BuildKit stops here with `unknown instruction: RUNN",
		"compose.yaml": "This Compose file can't be read: ",
	} {
		text := map[string]string{"Dockerfile": "FROM alpine\nRUNN a\n", "compose.yaml": "services: [\n"}[path]
		findings := lint.Run(kinds.Parse(path, []byte(text)), &facts.Facts{}, rules.All, &lint.Options{}).Findings
		if len(findings) != 1 || findings[0].Rule != lint.ParseError || !strings.HasPrefix(findings[0].Message, want) {
			t.Errorf("%s: %v, want %q", path, findings, want)
		}
	}
}

// TestEmbedded shows that a Dockerfile inside a Compose file has its findings at their places there,
// and fixes in the Compose file's own writing.
func TestEmbedded(t *testing.T) {
	source := "services:\n  web:\n    build:\n      dockerfile_inline: |\n        FROM debian:12-slim\n        RUN apt-get install curl $$X\n"
	file := kinds.Parse("compose.yaml", []byte(source))
	runAptYes, err := rules.All.Find("run-apt-yes")
	if err != nil {
		t.Fatal(err)
	}
	result := lint.Run(file, &facts.Facts{}, []*lint.Rule{runAptYes}, &lint.Options{})
	if len(result.Findings) != 0 || len(result.Embedded) != 1 {
		t.Fatalf("%d findings, %d embedded files", len(result.Findings), len(result.Embedded))
	}
	result.Lift()
	if len(result.Findings) != 1 {
		t.Fatalf("%d findings", len(result.Findings))
	}
	f := result.Findings[0]
	if got := file.Common().Text(f.Span); got != "apt-get install curl $$X" || f.Start.Line != 6 {
		t.Errorf("%d: %q", f.Start.Line, got)
	}
	if want := []string{"services.web.build.dockerfile_inline"}; f.Fix == nil || !slices.Equal(f.Fix.Places, want) {
		t.Errorf("fix %+v", f.Fix)
	}
}

func TestNearestNames(t *testing.T) {
	for name, want := range map[string]string{
		"run-apt-yess": `unknown rule "run-apt-yess"; did you mean "run-apt-yes"?`,
		"DL3043x":      `did you mean "DL30`,
		"zzzzzzzzzz":   `unknown rule "zzzzzzzzzz"; the nearest are: `,
	} {
		_, err := rules.All.Find(name)
		if err == nil || !strings.Contains(err.Error(), want) || strings.Count(err.Error(), ",") > 2 {
			t.Errorf("Find(%q) = %v, want %s", name, err, want)
		}
	}
	if _, err := lint.ParseSeverity("fatal"); err == nil || !strings.HasSuffix(err.Error(), "known are: off, info, warning, error") {
		t.Errorf("a short list is given whole: %v", err)
	}
}

func TestSearch(t *testing.T) {
	for word, want := range map[string]string{"DL3009": "run-apt-lists", "LASTLOG": "run-useradd-lastlog", "docker commit": "script-docker-commit"} {
		if !slices.ContainsFunc(rules.All.Search(word), func(r *lint.Rule) bool { return r.ID == want }) {
			t.Errorf("a search for %q does not find %s", word, want)
		}
	}
	if found := rules.All.Search("zzzzzzzzzz"); len(found) > 0 {
		t.Errorf("found %d", len(found))
	}
}

// TestFingerprints shows that a finding keeps its name when lines move above it.
func TestFingerprints(t *testing.T) {
	fingerprints := func(source string) []string {
		file := dockerfile.Parse("Dockerfile", []byte(source))
		result := lint.Run(file, &facts.Facts{}, rules.All, &lint.Options{})
		return lint.Fingerprints(&file.Document, slices.DeleteFunc(result.Findings, func(f lint.Finding) bool { return f.Rule.ID != "run-apt-yes" }))
	}
	install := "RUN  apt-get install curl\n"
	before, after := fingerprints("FROM debian:12\n"+install+install), fingerprints("# a comment\nFROM debian:12\nRUN true\n"+strings.ReplaceAll(install, "  ", " ")+install)
	if len(before) != 2 || before[0] == before[1] || !slices.Equal(before, after) {
		t.Errorf("%q, then %q", before, after)
	}
}
