package config

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	yaml "github.com/goccy/go-yaml"

	"github.com/drydock-dev/drydock/lint"
)

// hadolintFile is .hadolint.yaml as written, with all keys that hadolint knows.
// https://github.com/hadolint/hadolint#configure
type hadolintFile struct {
	Ignored   []string          `yaml:"ignored"`
	Override  override          `yaml:"override"`
	Trusted   []string          `yaml:"trustedRegistries"`
	Labels    map[string]string `yaml:"label-schema"`
	Strict    bool              `yaml:"strict-labels"`
	Threshold string            `yaml:"failure-threshold"`
	NoPragma  bool              `yaml:"disable-ignore-pragma"`
	NoFail    bool              `yaml:"no-fail"`
	// These are about hadolint's own output. They are accepted and change nothing.
	NoColor bool   `yaml:"no-color"`
	Verbose bool   `yaml:"verbose"`
	Format  string `yaml:"format"`
}

// override is the severities of rules, by severity.
type override struct {
	Error   []string `yaml:"error"`
	Warning []string `yaml:"warning"`
	Info    []string `yaml:"info"`
	Style   []string `yaml:"style"`
}

// hadolintEnvironment are the environment variables that hadolint reads. They win over the file.
var hadolintEnvironment = []string{
	"HADOLINT_IGNORE", "HADOLINT_OVERRIDE_ERROR", "HADOLINT_OVERRIDE_WARNING", "HADOLINT_OVERRIDE_INFO", "HADOLINT_OVERRIDE_STYLE",
	"HADOLINT_TRUSTED_REGISTRIES", "HADOLINT_REQUIRE_LABELS", "HADOLINT_STRICT_LABELS", "HADOLINT_FAILURE_THRESHOLD",
	"HADOLINT_DISABLE_IGNORE_PRAGMA", "HADOLINT_NOFAIL",
}

// parseHadolint returns the settings with those of a .hadolint.yaml.
func (s Settings) parseHadolint(name string, text []byte) (Settings, error) {
	var file hadolintFile
	if err := yaml.UnmarshalWithOptions(text, &file, yaml.Strict()); err != nil {
		return s, fmt.Errorf("%s: %w", name, settingsError[hadolintFile](err))
	}
	s.Severities = map[string]lint.Severity{}
	if err := s.applyHadolint(file); err != nil {
		return s, fmt.Errorf("%s: %w", name, err)
	}
	return s, nil
}

// HadolintEnvironment replaces settings by those of hadolint's environment variables. getenv returns
// a variable's value, "" for one that isn't set. The error names the variable.
func (s *Settings) HadolintEnvironment(getenv func(string) string) error {
	var file hadolintFile
	set := false
	for _, name := range hadolintEnvironment {
		value := getenv(name)
		if value == "" {
			continue
		}
		set = true
		list := strings.FieldsFunc(value, func(r rune) bool { return r == ',' || r == ' ' })
		on := slices.Contains([]string{"1", "y", "yes", "true", "on"}, strings.ToLower(value))
		switch name {
		case "HADOLINT_IGNORE":
			file.Ignored = list
		case "HADOLINT_OVERRIDE_ERROR":
			file.Override.Error = list
		case "HADOLINT_OVERRIDE_WARNING":
			file.Override.Warning = list
		case "HADOLINT_OVERRIDE_INFO":
			file.Override.Info = list
		case "HADOLINT_OVERRIDE_STYLE":
			file.Override.Style = list
		case "HADOLINT_TRUSTED_REGISTRIES":
			file.Trusted = list
		case "HADOLINT_REQUIRE_LABELS":
			file.Labels = map[string]string{}
			for _, item := range list {
				label, form, _ := strings.Cut(item, ":")
				file.Labels[label] = form
			}
		case "HADOLINT_STRICT_LABELS":
			file.Strict = on
		case "HADOLINT_FAILURE_THRESHOLD":
			file.Threshold = value
		case "HADOLINT_DISABLE_IGNORE_PRAGMA":
			file.NoPragma = on
		case "HADOLINT_NOFAIL":
			file.NoFail = on
		}
	}
	if !set {
		return nil
	}
	s.Severities = maps.Clone(s.Severities)
	if s.Severities == nil {
		s.Severities = map[string]lint.Severity{}
	}
	if err := s.applyHadolint(file); err != nil {
		return fmt.Errorf("the environment's HADOLINT_ variables: %w", err)
	}
	return nil
}

// applyHadolint overrides the settings with those of a hadolint settings file.
func (s *Settings) applyHadolint(file hadolintFile) error {
	var err error
	for severity, names := range map[lint.Severity][]string{
		lint.Error: file.Override.Error, lint.Warning: file.Override.Warning, lint.Info: slices.Concat(file.Override.Info, file.Override.Style),
	} {
		for _, name := range names {
			err = errors.Join(err, s.setSeverity(name, severity))
		}
	}
	for _, name := range file.Ignored { // wins over an override, as there
		err = errors.Join(err, s.setSeverity(name, lint.Off))
	}
	if len(file.Trusted) > 0 {
		s.TrustedRegistries = file.Trusted
		err = errors.Join(err, checkRegistries("trustedRegistries", file.Trusted))
	}
	if len(file.Labels) > 0 {
		err = errors.Join(err, s.setLabels(file.Labels))
	}
	if file.Threshold != "" {
		threshold, thresholdErr := parseThreshold(file.Threshold)
		s.FailOn = threshold
		err = errors.Join(err, thresholdErr)
	}
	if file.NoFail {
		s.FailOn = lint.Off
	}
	s.StrictLabels = s.StrictLabels || file.Strict
	s.NoIgnoreComments = s.NoIgnoreComments || file.NoPragma
	return err
}

// parseThreshold returns the severity of hadolint's name.
func parseThreshold(name string) (lint.Severity, error) {
	thresholds := map[string]lint.Severity{"error": lint.Error, "warning": lint.Warning, "info": lint.Info, "style": lint.Info, "ignore": lint.Off, "none": lint.Off}
	severity, known := thresholds[name]
	if !known {
		return lint.Warning, lint.UnknownNameError("failure-threshold", name, slices.Sorted(maps.Keys(thresholds)))
	}
	return severity, nil
}
