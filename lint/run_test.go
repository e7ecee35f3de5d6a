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

// TestPodmanOptions shows that a Containerfile may have mount options that only Podman takes, and nothing else
// that BuildKit rejects.
func TestPodmanOptions(t *testing.T) {
	for _, tt := range []struct {
		path, option string
		want         lint.Severity
	}{
		{"Containerfile", "z", lint.Info},
		{"a/Containerfile.dev", "Z", lint.Info},
		{"Containerfile", "relabel=shared", lint.Info},
		{"Containerfile", "U=true", lint.Info},
		{"Containerfile", "zz", lint.Error},
		{"Dockerfile", "z", lint.Error},
	} {
		text := "FROM alpine\nRUN --mount=type=cache,target=/a," + tt.option + " true\n"
		findings := lint.Run(kinds.Parse(tt.path, []byte(text)), &facts.Facts{}, rules.All, &lint.Options{}).Findings
		if len(findings) != 1 || findings[0].Severity != tt.want || strings.Contains(findings[0].Message, "Podman") != (tt.want == lint.Info) {
			t.Errorf("%s with %s: %v, want one finding, %v", tt.path, tt.option, findings, tt.want)
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
	inner := result.Embedded[0].Findings[0]
	result.Embedded[0].Findings[0].Related = []syntax.Span{inner.Span}
	result.Lift()
	if len(result.Findings) != 1 {
		t.Fatalf("%d findings", len(result.Findings))
	}
	f := result.Findings[0]
	if got := file.Common().Text(f.Span); got != "apt-get install curl $$X" || f.Start.Line != 6 {
		t.Errorf("%d: %q", f.Start.Line, got)
	}
	if !slices.Equal(f.Related, []syntax.Span{f.Span}) {
		t.Errorf("related to %v, want %v", f.Related, f.Span)
	}
	if want := []string{"services.web.build.dockerfile_inline"}; f.Fix == nil || !slices.Equal(f.Fix.Places, want) {
		t.Errorf("fix %+v", f.Fix)
	}
}

func TestNearestNames(t *testing.T) {
	for _, tt := range []struct {
		name  string
		known []string
		want  string
	}{
		{"run-apt-yess", nil, `unknown rule "run-apt-yess"; did you mean "run-apt-yes"?`},
		{"DL3006x", nil, `unknown rule "DL3006x"; did you mean "DL3006"?`},
		{"run-pip", nil, `unknown rule "run-pip"; did you mean "run-pip-externally-managed", "run-pip-no-cache" or "run-pip-pin"?`}, // the beginning
		{"run-apq-pin", nil, `unknown rule "run-apq-pin"; did you mean "run-apt-pin" or "run-apk-pin"?`},                            // as near as each other
		{"nothing", nil, `unknown rule "nothing"`},                                                                                  // never nonsense
		{"zzzzzzzzzz", nil, `unknown rule "zzzzzzzzzz"`},
		{"", nil, `unknown rule ""`},
		{"fatal", lint.SeverityNames(), `unknown rule "fatal"; known are: off, info, warning, error`}, // a short list is given whole
		{"warn", lint.SeverityNames(), `unknown rule "warn"; did you mean "warning"?`},
	} {
		known := tt.known
		if known == nil {
			for _, r := range rules.All {
				known = append(known, r.Names()...)
			}
		}
		if err := lint.UnknownNameError("rule", tt.name, known); err.Error() != tt.want {
			t.Errorf("%v, want %s", err, tt.want)
		}
	}
}

func TestSearch(t *testing.T) {
	catalogue := lint.Catalogue{
		{ID: "run-lists", Aliases: []string{"DL3009"}, Summary: "apt's lists stay in the image", Doc: "They are in the layer for good."},
		{ID: "user-root", Summary: "the image runs as root", Doc: "Lists no capability, opens no door to the host. Not even one."},
		{ID: "expose-ssh", Summary: "port 22 is exposed", Doc: "A door to the host."},
	}
	for _, tt := range []struct{ name, text, want, failure string }{
		{"an id", "run-li", "run-lists", ""},
		{"another linter's name, whatever its case", "dl30", "run-lists", ""},
		{"a summary before a manual", "lists", "run-lists", ""},
		{"a manual", "door", "user-root expose-ssh", ""},
		{"all words, in any order", "image root", "user-root", ""},
		{"words of a name and of a manual", "user door", "user-root", ""},
		{"words that no rule has together", "lists ssh", "", `no rule mentions "lists ssh"`},
		{"a slip", "user-rot", "", `no rule mentions "user-rot"; did you mean "user-root"?`},
		{"nonsense", "zzzzzzzzzz", "", `no rule mentions "zzzzzzzzzz"`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			found, err := catalogue.Search(tt.text)
			var ids []string
			for _, r := range found {
				ids = append(ids, r.ID)
			}
			if got := strings.Join(ids, " "); got != tt.want {
				t.Errorf("found %q, want %q", got, tt.want)
			}
			if (err == nil) != (tt.failure == "") || err != nil && err.Error() != tt.failure {
				t.Errorf("%v, want %s", err, tt.failure)
			}
		})
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
