package config

import (
	"errors"
	"fmt"
	"maps"
	"path"
	"reflect"
	"slices"
	"strings"

	yaml "github.com/goccy/go-yaml"

	"github.com/drydock-dev/drydock/kinds"
	"github.com/drydock-dev/drydock/lint"
)

// Settings is what a user can set in drydock.yaml, for the rules of a catalogue. Create it with
// [Default] or [Parse].
type Settings struct {
	Catalogue lint.Catalogue
	Profile   lint.Profile
	// Severities overrides a rule's severity, by its id, or that of one of the codes of its
	// findings; Off turns it off.
	Severities map[string]lint.Severity
	// Skip are patterns of paths to leave out.
	Skip []string
	// Only are patterns of the paths to check; none means all.
	Only []string
	// Kinds are the kinds of files to check, by name; none means all.
	Kinds []string
	// FailOn is the mildest severity that fails the check; Off never fails.
	FailOn lint.Severity
	Scope  Scope
	// MaxComments is how many comments a review may have; 0 is no limit.
	MaxComments int
	// KeepsCaches, TrustedRegistries, Labels and StrictLabels are those of lint.Options.
	KeepsCaches       bool
	TrustedRegistries []string
	Labels            map[string]lint.LabelForm
	StrictLabels      bool
	// NoIgnoreComments disregards hadolint's ignore comments, RefuseIgnores all of them.
	NoIgnoreComments, RefuseIgnores bool
	// NeverIgnore are the ids of rules, and codes, that no comment turns off.
	NeverIgnore []string
	// Generated reviews generated files, too: see NotReviewed.
	Generated bool
}

// Options returns what the settings tell single rules.
func (s Settings) Options() *lint.Options {
	return &lint.Options{
		KeepsCaches:       s.KeepsCaches,
		TrustedRegistries: s.TrustedRegistries,
		Labels:            s.Labels,
		StrictLabels:      s.StrictLabels,
		ScriptErrorsOnly:  s.scriptErrorsOnly(),
	}
}

// scriptErrorsOnly reports whether only errors of ShellCheck's are shown: by the profile, and
// because the settings name neither a code nor the rule that has codes.
func (s Settings) scriptErrorsOnly() bool {
	if s.Profile != lint.Recommended && s.Profile != lint.Security {
		return false
	}
	for _, r := range s.Catalogue {
		for name := range s.Severities {
			if r.Codes != nil && (name == r.ID || r.Codes.MatchString(name)) {
				return false
			}
		}
	}
	return true
}

// Scope says which findings a review reports.
type Scope string

// The scopes.
const (
	Introduced Scope = "introduced" // those that the merge base doesn't have
	Touched    Scope = "touched"    // those on lines of the diff
	Everything Scope = "all"
)

var scopeNames = []string{string(Introduced), string(Touched), string(Everything)}

// ParseScope returns the scope of that name.
func ParseScope(name string) (Scope, error) {
	if !slices.Contains(scopeNames, name) {
		return Introduced, lint.UnknownNameError("scope", name, scopeNames)
	}
	return Scope(name), nil
}

// Default returns the settings of a repository without a settings file.
func Default(catalogue lint.Catalogue) Settings {
	return Settings{Catalogue: catalogue, FailOn: lint.Warning, Scope: Introduced, MaxComments: 20}
}

// Files are the names that a repository's settings file may have, from its root, in the order
// in which they are tried. hadolint's counts where there is none of Drydock's own.
var Files = []string{"drydock.yaml", ".github/drydock.yaml", ".hadolint.yaml", ".hadolint.yml"}

// settingsFile is drydock.yaml as written. Its tags also make the JSON Schema.
type settingsFile struct {
	Profile      string            `yaml:"profile" json:"profile,omitempty" jsonschema:"enum=recommended,enum=strict,enum=security,enum=hadolint,default=recommended,description=The set of rules."`
	FailOn       string            `yaml:"fail-on" json:"fail-on,omitempty" jsonschema:"enum=error,enum=warning,enum=info,enum=none,default=warning,description=The mildest severity that fails the check."`
	Scope        string            `yaml:"scope" json:"scope,omitempty" jsonschema:"enum=introduced,enum=touched,enum=all,default=introduced,description=Which findings a review reports."`
	Most         *int              `yaml:"max-comments" json:"max-comments,omitempty" jsonschema:"minimum=0,default=20,description=How many comments a review may have; 0 is no limit."`
	Kinds        []string          `yaml:"kinds" json:"kinds,omitempty" jsonschema:"description=The kinds of files to check. All without the list."`
	Skip         []string          `yaml:"skip" json:"skip,omitempty" jsonschema:"description=Patterns of paths to leave out."`
	Trusted      []string          `yaml:"trusted-registries" json:"trusted-registries,omitempty" jsonschema:"description=The registries that images may come from; any without the list."`
	Labels       map[string]string `yaml:"labels" json:"labels,omitempty" jsonschema:"description=The labels that images must have with the form of their values."`
	Strict       bool              `yaml:"strict-labels" json:"strict-labels,omitempty" jsonschema:"description=Allow no other labels."`
	KeepsCaches  bool              `yaml:"builders-keep-caches" json:"builders-keep-caches,omitempty" jsonschema:"default=false,description=Builders keep cache mounts for the next build."`
	Generated    bool              `yaml:"generated" json:"generated,omitempty" jsonschema:"default=false,description=Review generated files too."`
	AllowIgnores *bool             `yaml:"allow-ignores" json:"allow-ignores,omitempty" jsonschema:"default=true,description=Whether comments in files may switch rules off."`
	NeverIgnore  []string          `yaml:"never-ignore" json:"never-ignore,omitempty" jsonschema:"description=Rules that no comment switches off by id or by another linter's name."`
	Rules        map[string]string `yaml:"rules" json:"rules,omitempty" jsonschema:"description=Severities of rules by id or by another linter's name."`
}

// Parse reads a settings file for the rules of a catalogue: Drydock's own, or hadolint's by its
// name. An error names the file, the line where that is known, and the known name that is nearest
// to an unknown one.
func Parse(catalogue lint.Catalogue, name string, text []byte) (Settings, error) {
	s := Default(catalogue)
	if strings.HasPrefix(path.Base(name), ".hadolint.") {
		return s.parseHadolint(name, text)
	}
	var file settingsFile
	if err := yaml.UnmarshalWithOptions(text, &file, yaml.Strict()); err != nil {
		return s, fmt.Errorf("%s: %w", name, settingsError[settingsFile](err))
	}
	err := errors.Join(
		set(&s.Profile, file.Profile, lint.ParseProfile),
		set(&s.FailOn, file.FailOn, ParseFailOn),
		set(&s.Scope, file.Scope, ParseScope),
	)
	s.Skip, s.TrustedRegistries = file.Skip, file.Trusted
	err = errors.Join(err, s.SetKinds(file.Kinds))
	if file.Most != nil {
		if s.MaxComments = *file.Most; s.MaxComments < 0 {
			err = errors.Join(err, fmt.Errorf("max-comments: %d is negative; 0 is no limit", s.MaxComments))
		}
	}
	for _, pattern := range file.Skip {
		if _, bad := path.Match(pattern, ""); bad != nil {
			err = errors.Join(err, fmt.Errorf("skip: %q is not a pattern", pattern))
		}
	}
	s.StrictLabels, s.Generated, s.KeepsCaches = file.Strict, file.Generated, file.KeepsCaches
	s.RefuseIgnores = file.AllowIgnores != nil && !*file.AllowIgnores
	for _, name := range file.NeverIgnore {
		err = errors.Join(err, s.neverIgnore(name))
	}
	err = errors.Join(err, checkRegistries("trusted-registries", file.Trusted), s.setLabels(file.Labels))
	s.Severities = map[string]lint.Severity{}
	for _, id := range slices.Sorted(maps.Keys(file.Rules)) {
		severity, severityErr := lint.ParseSeverity(file.Rules[id])
		err = errors.Join(err, severityErr, s.setSeverity(id, severity))
	}
	if err != nil {
		return s, fmt.Errorf("%s: %w", name, err)
	}
	return s, nil
}

// SetKinds sets the kinds of files to check, by name. An empty list changes nothing.
func (s *Settings) SetKinds(names []string) error {
	for _, name := range names {
		if !slices.Contains(kinds.Names(), name) {
			return lint.UnknownNameError("kind", name, kinds.Names())
		}
	}
	if len(names) > 0 {
		s.Kinds = names
	}
	return nil
}

// checkRegistries returns an error for each item of a list that is no registry.
func checkRegistries(key string, patterns []string) (err error) {
	for _, pattern := range patterns {
		if _, bad := path.Match(pattern, ""); bad != nil || strings.Contains(pattern, "://") {
			err = errors.Join(err, fmt.Errorf("%s: %q is not a registry: write it as in an image's name, like ghcr.io or ghcr.io/you", key, pattern))
		}
	}
	return err
}

// setLabels sets the labels that images must have, by the names of their forms.
func (s *Settings) setLabels(forms map[string]string) (err error) {
	s.Labels = map[string]lint.LabelForm{}
	for _, name := range slices.Sorted(maps.Keys(forms)) {
		form, formErr := lint.ParseLabelForm(forms[name])
		s.Labels[name] = form
		err = errors.Join(err, formErr)
	}
	return err
}

// setSeverity sets the severity of the rules with a name, or of one code of a rule's findings.
func (s *Settings) setSeverity(name string, severity lint.Severity) error {
	if s.Catalogue.IsCode(name) {
		s.Severities[name] = severity
		return nil
	}
	if _, err := s.Catalogue.Find(name); err != nil {
		return err
	}
	for _, r := range s.Catalogue.FindAll(name) {
		s.Severities[r.ID] = severity
	}
	return nil
}

// neverIgnore adds the rules with a name, or one code of a rule's findings, to NeverIgnore.
func (s *Settings) neverIgnore(name string) error {
	if s.Catalogue.IsCode(name) {
		s.NeverIgnore = append(s.NeverIgnore, name)
		return nil
	}
	if _, err := s.Catalogue.Find(name); err != nil {
		return fmt.Errorf("never-ignore: %w", err)
	}
	for _, r := range s.Catalogue.FindAll(name) {
		s.NeverIgnore = append(s.NeverIgnore, r.ID)
	}
	return nil
}

// set parses a setting that is given.
func set[T any](to *T, text string, parse func(string) (T, error)) error {
	if text == "" {
		return nil
	}
	value, err := parse(text)
	if err == nil {
		*to = value
	}
	return err
}

// ParseFailOn returns the severity at which a check fails; "none" never does.
func ParseFailOn(name string) (lint.Severity, error) {
	known := []string{"none", "info", "warning", "error"}
	switch i := slices.Index(known, name); i {
	case -1:
		return lint.Warning, lint.UnknownNameError("fail-on", name, known)
	default:
		return lint.Severity(i), nil
	}
}

// settingsError adds the nearest known key to the YAML library's error about an unknown one.
func settingsError[File any](err error) error {
	var unknown *yaml.UnknownFieldError
	if !errors.As(err, &unknown) {
		return errors.New(strings.TrimSpace(yaml.FormatError(err, false, false)))
	}
	var keys []string
	for field := range reflect.TypeFor[File]().Fields() {
		keys = append(keys, field.Tag.Get("yaml"))
	}
	position, key := unknown.GetToken().Position, unknown.GetToken().Value
	return fmt.Errorf("line %d: %w", position.Line, lint.UnknownNameError("setting", key, keys))
}

// Override replaces settings by those of flags or inputs. Empty texts change nothing.
func (s *Settings) Override(profile, scope, failOn string) error {
	return errors.Join(
		set(&s.Profile, profile, lint.ParseProfile),
		set(&s.Scope, scope, ParseScope),
		set(&s.FailOn, failOn, ParseFailOn),
	)
}

// Skips reports whether the settings leave out a path (slash-separated, from the repository's
// root). A pattern is one of path.Match's and matches the whole path, its file name, or one of its
// folders.
func (s Settings) Skips(name string) bool { return s.skips(name, kinds.Name(name)) }

// SkipsBuilt is Skips for a file that the repository builds as a Dockerfile, whatever its name.
func (s Settings) SkipsBuilt(name string) bool { return s.skips(name, kinds.Name("Dockerfile")) }

func (s Settings) skips(name, kind string) bool {
	if kind != "" && len(s.Kinds) > 0 && !slices.Contains(s.Kinds, kind) {
		return true
	}
	return matchesAny(s.Skip, name) || len(s.Only) > 0 && !matchesAny(s.Only, name)
}

func matchesAny(patterns []string, name string) bool {
	for _, pattern := range patterns {
		pattern = strings.TrimSuffix(strings.TrimSuffix(pattern, "/**"), "/")
		for part := name; part != "." && part != "/"; part = path.Dir(part) {
			whole, _ := path.Match(pattern, part)
			base, _ := path.Match(pattern, path.Base(part))
			if whole || base {
				return true
			}
		}
	}
	return false
}
