package config_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/drydock-dev/drydock/facts"
	"github.com/drydock-dev/drydock/lint"
	"github.com/drydock-dev/drydock/lint/config"
	"github.com/drydock-dev/drydock/rules"
	"github.com/drydock-dev/drydock/syntax/dockerfile"
)

// check returns the findings of a Dockerfile in a profile.
func check(source string, profile lint.Profile) []lint.Finding {
	settings := config.Default(rules.All)
	settings.Profile = profile
	return settings.Check(dockerfile.Parse("", []byte(source)), &facts.Facts{}).Findings
}

func TestIgnoreComments(t *testing.T) {
	tests := map[string]string{
		"FROM alpine\n": "from-untagged",
		"# drydock ignore=from-untagged we want the newest\nFROM alpine\n":                                  "",
		"# hadolint ignore=DL3006\nFROM alpine\n":                                                           "",
		"# drydock ignore=run-apt-yes\nFROM alpine\n":                                                       "from-untagged",
		"# hadolint global ignore=DL3006\nFROM alpine\nRUN a\nFROM alpine\n":                                "",
		"# check=skip=MaintainerDeprecated\nFROM alpine:3\nMAINTAINER me\n":                                 "",
		"FROM alpine:3\n# drydock ignore=add-instead-of-copy , maintainer\nMAINTAINER me\nMAINTAINER you\n": "maintainer",
		"FROM alpine:3\n# about the author\n# drydock ignore=maintainer\n# more\nMAINTAINER me\n":           "",
		"# check=error=true;skip=all\nFROM alpine:3\nMAINTAINER me\n":                                       "",
		"FROM alpine:3\n# not an ignore: drydock ignore=maintainer\nMAINTAINER me\n":                        "maintainer",
	}
	for source, want := range tests {
		var ids []string
		for _, f := range check(source, lint.Recommended) {
			ids = append(ids, f.Rule.ID)
		}
		if got := strings.Join(ids, " "); got != want {
			t.Errorf("findings %q, want %q in\n%s", got, want, source)
		}
	}
}

// TestUnusedIgnores shows that strict readers hear of comments that switch off
// nothing, and of misspelt names.
func TestUnusedIgnores(t *testing.T) {
	for source, want := range map[string]string{
		"FROM alpine:3\n# drydock ignore=maintainer\nRUN true\n":               "`maintainer` finds nothing here",
		"FROM alpine:3\n# drydock ignore=maintaner\nMAINTAINER me\n":           "did you mean \"maintainer\"?",
		"# hadolint global ignore=DL3008\nFROM alpine:3\n":                     "`DL3008` finds nothing here",
		"FROM alpine:3\n# drydock ignore=maintainer\nMAINTAINER me\n":          "",
		"FROM alpine:3\n# hadolint ignore=SC2086\nRUN true\n":                  "",
		"FROM alpine:3\n# drydock ignore=maintainer,unused-ignore\nRUN true\n": "",
	} {
		var messages string
		for _, f := range check(source, lint.Strict) {
			if f.Rule.ID == "unused-ignore" {
				messages += f.Message
			}
		}
		if want == "" && messages != "" || !strings.Contains(messages, want) {
			t.Errorf("%q, want %q for\n%s", messages, want, source)
		}
	}
}

// TestErrorDirective shows that BuildKit's checks are errors where the file says
// so.
func TestErrorDirective(t *testing.T) {
	source := "# check=error=true\nFROM alpine:3\nMAINTAINER me\nRUN apk add a\n"
	for _, f := range check(source, lint.Recommended) {
		if want := f.Rule.ID == "maintainer"; (f.Severity == lint.Error) != want {
			t.Errorf("%s is %s", f.Rule.ID, f.Severity)
		}
	}
}

func TestSettings(t *testing.T) {
	s, err := config.Parse(rules.All, "drydock.yaml", []byte("profile: strict\nfail-on: none\nscope: all\nskip: [vendor/**, '*.old']\nrules:\n  DL3006: error\n  maintainer: \"off\"\n"))
	if err != nil {
		t.Fatal(err)
	}
	if s.Profile != lint.Strict || s.FailOn != lint.Off || s.Scope != config.Everything || s.Severities["from-untagged"] != lint.Error || s.Severities["maintainer"] != lint.Off {
		t.Errorf("%+v", s)
	}
	for path, want := range map[string]bool{"vendor/x/Dockerfile": true, "a/vendor/Dockerfile": true, "a/Dockerfile.old": true, "a/Dockerfile": false} {
		if got := s.Skips(path); got != want {
			t.Errorf("Skips(%q) = %v", path, got)
		}
	}
	for text, want := range map[string]string{
		"profil: strict":          `drydock.yaml: line 1: unknown setting "profil"; did you mean "profile"?`,
		"profile: strickt":        `unknown profile "strickt"; did you mean "strict"?`,
		"rules: {user-rot: info}": `unknown rule "user-rot"; did you mean "user-root"?`,
		"rules: {maintainer: x}":  `unknown severity "x"`,
		"a: [":                    "drydock.yaml: ",
		"trusted-registries: ['https://ghcr.io']\n": "is not a registry",
	} {
		if _, err := config.Parse(rules.All, "drydock.yaml", []byte(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %s", text, err, want)
		}
	}
}

// TestHadolintProfile shows that those who come from hadolint find its rules,
// at its severities, and no others.
func TestHadolintProfile(t *testing.T) {
	source := "FROM ubuntu\nMAINTAINER me\nEXPOSE 22\nRUN apt-get update && apt-get install -y curl\nRUN cd /a && curl -k https://example.org\nENV A b\nCMD x\n"
	found := map[string]lint.Severity{}
	for _, f := range check(source, lint.Hadolint) {
		found[f.Rule.ID] = f.Severity
	}
	want := map[string]lint.Severity{
		"from-untagged": lint.Warning, "maintainer": lint.Error, "run-apt-pin": lint.Warning, "run-apt-no-recommends": lint.Info,
		"run-apt-lists": lint.Info, "run-cd": lint.Warning, "run-merge": lint.Info, "cmd-exec-form": lint.Warning,
	}
	if diff := cmp.Diff(want, found); diff != "" {
		t.Errorf("findings (-want +got):\n%s", diff)
	}
}
