package rules

import (
	"errors"
	"fmt"
	"maps"
	"path"
	"reflect"
	"slices"
	"strings"

	"github.com/goccy/go-yaml"

	"github.com/drydock-dev/drydock/kinds"
)

// Settings is what a user can set in drydock.yaml. The zero value holds the
// defaults.
type Settings struct {
	Profile Profile
	// Severities overrides a rule's severity, by its id, or that of one of
	// ShellCheck's codes; Off switches it off.
	Severities map[string]Severity
	// Skip are patterns of paths that are not looked at.
	Skip []string
	// Only are patterns of the paths that are looked at; none means all.
	Only []string
	// Kinds are the kinds of files that are looked at, by name; none means all.
	Kinds []string
	// FailOn is the mildest severity that fails the check; Off never fails.
	FailOn Severity
	Scope  Scope
	// MaxComments is how many comments a review has at most; 0 is no limit.
	MaxComments int
	// TrustedRegistries are the registries that images may come from, as
	// patterns; none means any.
	TrustedRegistries []string
	// Labels are the labels that images are to have, with the form of their
	// values; StrictLabels forbids all others.
	Labels       map[string]LabelForm
	StrictLabels bool
	// NoIgnoreComments takes no notice of hadolint's ignore comments.
	NoIgnoreComments bool
}

// runs reports whether a rule may have findings: it has not been switched off, and
// it is in the profile or was asked for by name.
func (s Settings) runs(r *Rule) bool {
	if severity, set := s.Severities[r.ID]; set {
		return severity != Off
	}
	return r == parseError || r == runShellcheck || s.Profile.severity(r, r.Profile, r.Severity) != Off
}

// Scope says which findings a review speaks about.
type Scope string

// The scopes.
const (
	Introduced Scope = "introduced" // that the merge base does not have
	Touched    Scope = "touched"    // on lines of the diff
	Everything Scope = "all"
)

var scopeNames = []string{string(Introduced), string(Touched), string(Everything)}

// ParseScope returns the scope of that name.
func ParseScope(name string) (Scope, error) {
	if !slices.Contains(scopeNames, name) {
		return Introduced, UnknownNameError("scope", name, scopeNames)
	}
	return Scope(name), nil
}

// DefaultSettings are those of a repository without a settings file.
func DefaultSettings() Settings {
	return Settings{FailOn: Warning, Scope: Introduced, MaxComments: 20}
}

// SettingsFiles are the names that a repository's settings file may have, from
// its root, in the order in which they are tried. hadolint's is honoured where
// there is none of Drydock's own.
var SettingsFiles = []string{"drydock.yaml", ".github/drydock.yaml", ".hadolint.yaml", ".hadolint.yml"}

// settingsFile is drydock.yaml as written. Its tags also make the JSON Schema.
type settingsFile struct {
	Profile string            `yaml:"profile" json:"profile,omitempty" jsonschema:"enum=recommended,enum=strict,enum=security,enum=hadolint,default=recommended,description=The set of rules."`
	FailOn  string            `yaml:"fail-on" json:"fail-on,omitempty" jsonschema:"enum=error,enum=warning,enum=info,enum=none,default=warning,description=The mildest severity that fails the check."`
	Scope   string            `yaml:"scope" json:"scope,omitempty" jsonschema:"enum=introduced,enum=touched,enum=all,default=introduced,description=Which findings a review speaks about."`
	Most    *int              `yaml:"max-comments" json:"max-comments,omitempty" jsonschema:"minimum=0,default=20,description=How many comments a review has at most; 0 is no limit."`
	Kinds   []string          `yaml:"kinds" json:"kinds,omitempty" jsonschema:"description=The kinds of files that are looked at: dockerfile; compose; script; makefile; workflow; unit. All without the list."`
	Skip    []string          `yaml:"skip" json:"skip,omitempty" jsonschema:"description=Patterns of paths that are not looked at."`
	Trusted []string          `yaml:"trusted-registries" json:"trusted-registries,omitempty" jsonschema:"description=The registries that images may come from; any without the list."`
	Labels  map[string]string `yaml:"labels" json:"labels,omitempty" jsonschema:"description=The labels that images are to have with the form of their values."`
	Strict  bool              `yaml:"strict-labels" json:"strict-labels,omitempty" jsonschema:"description=Allow no other labels."`
	Rules   map[string]string `yaml:"rules" json:"rules,omitempty" jsonschema:"description=Severities of rules by id or by another linter's name."`
}

// ParseSettings reads a settings file: Drydock's own, or hadolint's by its name.
// An error names the file, the line where
// it is known, and the nearest known name for one that is not.
func ParseSettings(name string, text []byte) (Settings, error) {
	if strings.HasPrefix(path.Base(name), ".hadolint.") {
		return parseHadolintSettings(name, text)
	}
	s := DefaultSettings()
	var file settingsFile
	if err := yaml.UnmarshalWithOptions(text, &file, yaml.Strict()); err != nil {
		return s, fmt.Errorf("%s: %w", name, settingsError[settingsFile](err))
	}
	err := errors.Join(
		set(&s.Profile, file.Profile, ParseProfile),
		set(&s.FailOn, file.FailOn, ParseFailOn),
		set(&s.Scope, file.Scope, ParseScope),
	)
	s.Skip, s.TrustedRegistries = file.Skip, file.Trusted
	err = errors.Join(err, s.SetKinds(file.Kinds))
	if file.Most != nil {
		if s.MaxComments = *file.Most; s.MaxComments < 0 {
			err = errors.Join(err, fmt.Errorf("max-comments: %d is less than none", s.MaxComments))
		}
	}
	for _, pattern := range file.Skip {
		if _, bad := path.Match(pattern, ""); bad != nil {
			err = errors.Join(err, fmt.Errorf("skip: %q is not a pattern", pattern))
		}
	}
	s.StrictLabels = file.Strict
	err = errors.Join(err, checkRegistries("trusted-registries", file.Trusted), s.setLabels(file.Labels))
	s.Severities = map[string]Severity{}
	for _, id := range slices.Sorted(maps.Keys(file.Rules)) {
		severity, severityErr := ParseSeverity(file.Rules[id])
		err = errors.Join(err, severityErr, s.setSeverity(id, severity))
	}
	if err != nil {
		return s, fmt.Errorf("%s: %w", name, err)
	}
	return s, nil
}

// SetKinds sets the kinds of files that are looked at, by name; an empty list says
// nothing.
func (s *Settings) SetKinds(names []string) error {
	for _, name := range names {
		if !slices.Contains(kinds.Names(), name) {
			return UnknownNameError("kind", name, kinds.Names())
		}
	}
	if len(names) > 0 {
		s.Kinds = names
	}
	return nil
}

// checkRegistries returns an error for what is no registry of a list.
func checkRegistries(key string, patterns []string) (err error) {
	for _, pattern := range patterns {
		if _, bad := path.Match(pattern, ""); bad != nil || strings.Contains(pattern, "://") {
			err = errors.Join(err, fmt.Errorf("%s: %q is not a registry: write it as in an image's name, like ghcr.io or ghcr.io/you", key, pattern))
		}
	}
	return err
}

// setLabels sets the labels that are wanted, by the names of their forms.
func (s *Settings) setLabels(forms map[string]string) (err error) {
	s.Labels = map[string]LabelForm{}
	for _, name := range slices.Sorted(maps.Keys(forms)) {
		form, formErr := ParseLabelForm(forms[name])
		s.Labels[name] = form
		err = errors.Join(err, formErr)
	}
	return err
}

// setSeverity sets the severity of the rules that have a name, or of one of
// ShellCheck's codes.
func (s *Settings) setSeverity(name string, severity Severity) error {
	if shellCode.MatchString(name) {
		s.Severities[name] = severity
		return nil
	}
	named := findAll(name)
	for _, r := range named {
		s.Severities[r.ID] = severity
	}
	if len(named) == 0 {
		_, err := Find(name)
		return err
	}
	return nil
}

// set parses a setting that is there.
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
func ParseFailOn(name string) (Severity, error) {
	known := []string{"none", "info", "warning", "error"}
	switch i := slices.Index(known, name); i {
	case -1:
		return Warning, UnknownNameError("fail-on", name, known)
	default:
		return Severity(i), nil
	}
}

// settingsError puts the nearest known key into the YAML library's error about
// an unknown one.
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
	return fmt.Errorf("line %d: %w", position.Line, UnknownNameError("setting", key, keys))
}

// Override puts what flags or inputs say over the settings; empty texts say
// nothing.
func (s *Settings) Override(profile, scope, failOn string) error {
	return errors.Join(
		set(&s.Profile, profile, ParseProfile),
		set(&s.Scope, scope, ParseScope),
		set(&s.FailOn, failOn, ParseFailOn),
	)
}

// Skips reports whether the settings exclude a path (slash-separated, from the
// repository's root). A pattern is one of path.Match's and matches the whole
// path, its file name, or one of its folders.
func (s Settings) Skips(name string) bool {
	if kind := kinds.Name(name); kind != "" && len(s.Kinds) > 0 && !slices.Contains(s.Kinds, kind) {
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
