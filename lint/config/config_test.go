package config_test

import (
	"fmt"
	"slices"
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
		"# hadolint stage ignore=DL4000\nFROM alpine:3\nMAINTAINER me\nFROM alpine:3\nMAINTAINER you\n":     "maintainer",
		"FROM alpine:3\nRUN a\n# drydock stage ignore=DL3006\nFROM alpine\n":                                "",
		"FROM alpine:3\n# drydock stage ignore=maintainer\nMAINTAINER me\n":                                 "maintainer",
		"# check=skip=MaintainerDeprecated\nFROM alpine:3\nMAINTAINER me\n":                                 "",
		"FROM alpine:3\n# drydock ignore=add-instead-of-copy , maintainer\nMAINTAINER me\nMAINTAINER you\n": "maintainer",
		"FROM alpine:3\n# about the author\n# drydock ignore=maintainer\n# more\nMAINTAINER me\n":           "",
		"# check=error=true;skip=all\nFROM alpine:3\nMAINTAINER me\n":                                       "",
		"FROM alpine:3\n# check=skip=MaintainerDeprecated\nMAINTAINER me\nMAINTAINER you\n":                 "maintainer",
		"FROM alpine:3\n# check=skip=all\nMAINTAINER me\n":                                                  "",
		"FROM alpine:3\n# check=skip=maintainer\nMAINTAINER me\n":                                           "maintainer",
		"# check=skip=DL3006\nFROM alpine\n":                                                                "from-untagged",
		"FROM alpine:3 AS a\n# check=skip=DuplicateStageName\nFROM alpine:3 AS a\nRUN true\n":               "stage-duplicate",
		"# check=skip=DuplicateStageName\nFROM alpine:3 AS a\nFROM alpine:3 AS a\n":                         "",
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

// TestIgnoreOnWhatAFixChanges shows that an ignore comment counts for a fix that changes its
// instruction, wherever the finding begins.
func TestIgnoreOnWhatAFixChanges(t *testing.T) {
	const (
		first  = "FROM debian:12-slim\nRUN apt-get update && apt-get install -y gcc\n"
		second = "RUN rm -rf /var/lib/apt/lists/*\n"
	)
	for source, want := range map[string]bool{
		first + second: true,
		first + "# hadolint ignore=DL3059\n" + second:                   false,
		first + "# drydock ignore=run-merge\n" + second:                 false,
		first + "# drydock ignore=run-merge\n" + second[:len(second)-1]: false,
		first + "# drydock ignore=maintainer\n" + second:                true,
		first + second + "# drydock ignore=run-merge\nRUN a\n":          true,
		first + second + "# drydock ignore=run-merge\nCMD [\"a\"]\n":    true,
		"# hadolint ignore=DL3059\n" + first + second:                   true,
	} {
		found := slices.ContainsFunc(check(source, lint.Recommended), func(f lint.Finding) bool { return f.Rule.ID == "run-merge" })
		if found != want {
			t.Errorf("found: %v, want %v in\n%s", found, want, source)
		}
	}
}

// TestIgnoreWhereOnlyTheFixIs shows that an ignore comment counts on an instruction that the finding
// doesn't mark, if the fix changes it, and not on one that the fix only puts something above.
func TestIgnoreWhereOnlyTheFixIs(t *testing.T) {
	for _, tt := range []struct {
		rule, source string
		want         bool
	}{
		{"run-apt-update-alone", "FROM debian:12-slim\nRUN apt-get update\n%sRUN apt-get install -y curl", false},
		{"run-chown-copy", "FROM debian:12-slim\nWORKDIR /app\n%sCOPY . /app\nRUN chown -R app:app /app\n", false},
		{"arg-early", "FROM debian:12-slim\nARG GIT_COMMIT\nRUN apt-get update && apt-get install -y curl\n%s\nLABEL a=$GIT_COMMIT\n", true},
	} {
		for comment, want := range map[string]bool{"": true, "# drydock ignore=maintainer\n": true, "# drydock ignore=" + tt.rule + "\n": tt.want} {
			source := fmt.Sprintf(tt.source, comment)
			found := slices.ContainsFunc(check(source, lint.Strict), func(f lint.Finding) bool { return f.Rule.ID == tt.rule })
			if found != want {
				t.Errorf("found: %v, want %v in\n%s", found, want, source)
			}
		}
	}
}

// TestRefusedIgnores shows that the settings can take all comments their power, or let no comment
// switch some rules off, whichever name it uses.
func TestRefusedIgnores(t *testing.T) {
	const (
		own       = "FROM alpine:3\n# drydock ignore=maintainer\nMAINTAINER me\n"
		buildKits = "# check=skip=all\nFROM alpine:3 AS A\nMAINTAINER me\n"
		global    = "# hadolint global ignore=DL4000\nFROM alpine:3\nMAINTAINER me\n"
		code      = "FROM alpine:3\n# drydock ignore=SC2086\nRUN true\n"
	)
	for _, tt := range []struct{ settings, source, want string }{
		{"", own, ""},
		{"allow-ignores: true", own, ""},
		{"allow-ignores: false", own, "maintainer"},
		{"allow-ignores: false", buildKits, "maintainer"},
		{"allow-ignores: false", global, "maintainer"},
		{"never-ignore: [maintainer]", own, "maintainer"},
		{"never-ignore: [DL4000]", own, "maintainer"},
		{"never-ignore: [maintainer]", global, "maintainer"},
		{"never-ignore: [MaintainerDeprecated]", buildKits, "maintainer"},
		{"never-ignore: [user-root]", own, ""},
		{"{profile: strict, never-ignore: [maintainer]}", own, "unused-ignore maintainer"},
		{"{profile: strict, never-ignore: [SC2086]}", code, "unused-ignore"},
		{"{profile: strict, allow-ignores: false}", "FROM alpine:3\n# drydock ignore=unused-ignore,maintainer\nMAINTAINER me\n", "unused-ignore unused-ignore maintainer"},
	} {
		settings, err := config.Parse(rules.All, "drydock.yaml", []byte(tt.settings+"\n"))
		if err != nil {
			t.Fatal(err)
		}
		var ids []string
		for _, f := range settings.Check(dockerfile.Parse("", []byte(tt.source)), &facts.Facts{}).Findings {
			if f.Rule.ID == "unused-ignore" && !strings.Contains(f.Message, "The settings let no comment turn off") {
				t.Errorf("%s: %s", tt.settings, f.Message)
			}
			if f.Rule.ID == "unused-ignore" || f.Rule.ID == "maintainer" {
				ids = append(ids, f.Rule.ID)
			}
		}
		if got := strings.Join(ids, " "); got != tt.want {
			t.Errorf("%s: findings %q, want %q in\n%s", tt.settings, got, tt.want, tt.source)
		}
	}
}

// TestUnusedIgnores shows that strict readers hear of comments that switch off
// nothing, and of misspelt names.
func TestUnusedIgnores(t *testing.T) {
	for source, want := range map[string]string{
		"FROM alpine:3\n# drydock ignore=maintainer\nRUN true\n":               "`maintainer` finds nothing here",
		"FROM alpine:3\n# drydock ignore=maintaner\nMAINTAINER me\n":           "Did you mean `maintainer`?",
		"# hadolint global ignore=DL3008\nFROM alpine:3\n":                     "`DL3008` finds nothing here",
		"FROM alpine:3\n# drydock ignore=maintainer\nMAINTAINER me\n":          "",
		"FROM alpine:3\n# check=skip=MaintainerDeprecated\nMAINTAINER me\n":    "",
		"# check=skip=StageNameCasing\nFROM alpine:3 AS A\n":                   "",
		"# check=skip=StageNameCasing\nFROM alpine:3 AS a\n":                   "`StageNameCasing` finds nothing here",
		"# check=skip=DL3006\nFROM alpine\n":                                   "BuildKit has no check called `DL3006`",
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
		"profil: strict":                            `drydock.yaml: line 1: unknown setting "profil"; did you mean "profile"?`,
		"profile: strickt":                          `unknown profile "strickt"; did you mean "strict"?`,
		"rules: {user-rot: info}":                   `unknown rule "user-rot"; did you mean "user-root"?`,
		"rules: {maintainer: x}":                    `unknown severity "x"`,
		"a: [":                                      "drydock.yaml: ",
		"never-ignore: [user-rot]":                  `drydock.yaml: never-ignore: unknown rule "user-rot"; did you mean "user-root"?`,
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
		"run-apt-lists": lint.Info, "run-cd": lint.Warning, "cmd-exec-form": lint.Warning,
	}
	if diff := cmp.Diff(want, found); diff != "" {
		t.Errorf("findings (-want +got):\n%s", diff)
	}
}
