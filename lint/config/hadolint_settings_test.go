package config_test

import (
	"encoding/json"
	"maps"
	"strings"
	"testing"

	yaml "github.com/goccy/go-yaml"
	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/santhosh-tekuri/jsonschema/v5"

	"github.com/drydock-dev/drydock/lint"
	"github.com/drydock-dev/drydock/lint/config"
	"github.com/drydock-dev/drydock/rules"
)

const hadolintYAML = `
ignored: [DL3008, SC2086]
override:
  error: [DL3003]
  warning: [DL3042]
  info: [DL3032]
  style: [DL3015]
trustedRegistries: [docker.io, "*.example.org"]
label-schema:
  author: text
  version: semver
strict-labels: true
failure-threshold: error
disable-ignore-pragma: true
no-color: true
format: tty
`

func TestHadolintSettings(t *testing.T) {
	s, err := config.Parse(rules.All, ".hadolint.yaml", []byte(hadolintYAML))
	if err != nil {
		t.Fatal(err)
	}
	want := config.Settings{
		Catalogue: rules.All, Scope: config.Introduced, FailOn: lint.Error, MaxComments: 20,
		Severities: map[string]lint.Severity{
			"run-apt-pin": lint.Off, "SC2086": lint.Off, "run-cd": lint.Error, "run-pip-no-cache": lint.Warning,
			"run-yum-clean": lint.Info, "run-apt-no-recommends": lint.Info,
		},
		TrustedRegistries: []string{"docker.io", "*.example.org"},
		Labels:            map[string]lint.LabelForm{"author": lint.LabelText, "version": lint.LabelSemver},
		StrictLabels:      true, NoIgnoreComments: true,
	}
	if diff := cmp.Diff(want, s, cmpopts.IgnoreFields(config.Settings{}, "Catalogue")); diff != "" {
		t.Errorf("settings (-want +got):\n%s", diff)
	}
	if s, err = config.Parse(rules.All, "a/.hadolint.yml", []byte("no-fail: true\n")); err != nil || s.FailOn != lint.Off {
		t.Errorf("no-fail: %v, %v", s.FailOn, err)
	}
	for text, want := range map[string]string{
		"ignore: [DL3008]":         `.hadolint.yaml: line 1: unknown setting "ignore"; did you mean "ignored"?`,
		"ignored: [DL308]":         `unknown rule "DL308"; did you mean "DL30`,
		"label-schema: {a: urll}":  `did you mean "url"?`,
		"failure-threshold: eror":  `did you mean "error"?`,
		"override: {error: [DLX]}": `unknown rule "DLX"`,
	} {
		if _, err := config.Parse(rules.All, ".hadolint.yaml", []byte(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %s", text, err, want)
		}
	}
}

func TestHadolintEnvironment(t *testing.T) {
	s := config.Default(rules.All)
	env := map[string]string{
		"HADOLINT_IGNORE": "DL3008,DL3009", "HADOLINT_OVERRIDE_ERROR": "DL3003", "HADOLINT_TRUSTED_REGISTRIES": "ghcr.io",
		"HADOLINT_REQUIRE_LABELS": "author:text,version:semver", "HADOLINT_STRICT_LABELS": "1",
		"HADOLINT_FAILURE_THRESHOLD": "info", "HADOLINT_DISABLE_IGNORE_PRAGMA": "true",
	}
	if err := s.HadolintEnvironment(func(name string) string { return env[name] }); err != nil {
		t.Fatal(err)
	}
	if s.Severities["run-apt-pin"] != lint.Off || s.Severities["run-cd"] != lint.Error || s.FailOn != lint.Info ||
		!s.StrictLabels || !s.NoIgnoreComments || len(s.Labels) != 2 || s.TrustedRegistries[0] != "ghcr.io" {
		t.Errorf("%+v", s)
	}
	err := s.HadolintEnvironment(func(name string) string { return map[string]string{"HADOLINT_IGNORE": "DL1"}[name] })
	if err == nil || !strings.Contains(err.Error(), "HADOLINT_") {
		t.Errorf("a bad name: %v", err)
	}
	before := config.Default(rules.All)
	if err := before.HadolintEnvironment(func(string) string { return "" }); err != nil || cmp.Diff(config.Default(rules.All), before, cmpopts.IgnoreFields(config.Settings{}, "Catalogue")) != "" {
		t.Errorf("nothing set: %+v, %v", before, err)
	}
}

// TestSchema checks that the JSON Schema takes what the program takes, and
// refuses what it refuses.
func TestSchema(t *testing.T) {
	text, err := config.Schema(rules.All)
	if err != nil {
		t.Fatal(err)
	}
	schema, err := jsonschema.CompileString("drydock.schema.json", string(text))
	if err != nil {
		t.Fatal(err)
	}
	for text, valid := range map[string]bool{
		"profile: strict\nfail-on: none\nscope: all\nskip: [a/**]\nrules: {user-root: error, DL3008: 'off', SC2086: info}\n": true,
		"labels: {a: semver}\nstrict-labels: true\ntrusted-registries: [ghcr.io]\n":                                          true,
		"profil: strict\n":            false,
		"profile: strickt\n":          false,
		"rules: {user-rot: error}\n":  false,
		"rules: {user-root: eror}\n":  false,
		"labels: {a: semantic}\n":     false,
		"strict-labels: sometimes\n":  false,
		"rules: {SC20866: warning}\n": false,
	} {
		var value any
		if err := yaml.Unmarshal([]byte(text), &value); err != nil {
			t.Fatal(err)
		}
		plain, err := json.Marshal(value)
		if err != nil {
			t.Fatal(err)
		}
		if err := json.Unmarshal(plain, &value); err != nil {
			t.Fatal(err)
		}
		if err := schema.Validate(value); (err == nil) != valid {
			t.Errorf("the schema says %v of\n%s", err, text)
		}
		if _, err := config.Parse(rules.All, "drydock.yaml", []byte(text)); (err == nil) != valid {
			t.Errorf("the program says %v of\n%s", err, text)
		}
	}
	var parsed struct{ Properties map[string]any }
	if err := json.Unmarshal(text, &parsed); err != nil || len(parsed.Properties) < 8 {
		t.Errorf("properties %v, %v", maps.Keys(parsed.Properties), err)
	}
}
