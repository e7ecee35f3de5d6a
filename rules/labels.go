package rules

import (
	"fmt"
	"net/mail"
	"net/url"
	"regexp"
	"strings"
	"time"

	"github.com/github/go-spdx/v2/spdxexp"
	"github.com/moby/buildkit/frontend/dockerfile/instructions"

	"github.com/drydock-dev/drydock/syntax"
)

// Helpers for rules about labels.

// LabelForm is the form that a label's value must have.
type LabelForm string

// The forms that the settings can ask for. They are hadolint's.
const (
	LabelText    LabelForm = "text"
	LabelRawText LabelForm = "rawtext" // not checked, may be empty
	LabelURL     LabelForm = "url"
	LabelTime    LabelForm = "rfc3339"
	LabelSPDX    LabelForm = "spdx"
	LabelHash    LabelForm = "hash"
	LabelSemver  LabelForm = "semver"
	LabelEmail   LabelForm = "email"
)

var labelForms = []string{string(LabelText), string(LabelRawText), string(LabelURL), string(LabelTime), string(LabelSPDX), string(LabelHash), string(LabelSemver), string(LabelEmail)}

// ParseLabelForm returns the form with that name.
func ParseLabelForm(name string) (LabelForm, error) {
	for _, known := range labelForms {
		if name == known {
			return LabelForm(name), nil
		}
	}
	return "", UnknownNameError("label form", name, labelForms)
}

// label is one pair of a LABEL.
type label struct {
	in         *syntax.Instruction
	at         syntax.Span
	key, value string
	plain      bool // no variable in the value
}

// labels returns the pairs of a LABEL, without the quotes around keys and values. Other
// instructions have none.
func labels(in *syntax.Instruction) []label {
	parsed, ok := in.Parsed.(*instructions.LabelCommand)
	if !ok {
		return nil
	}
	var all []label
	for i, pair := range parsed.Labels {
		l := label{in: in, at: in.Span, key: strings.Trim(pair.Key, `"'`), value: strings.Trim(pair.Value, `"'`)}
		l.plain = !strings.Contains(l.value, "$")
		if len(in.Args) == len(parsed.Labels) {
			l.at = in.Args[i].Span
		}
		all = append(all, l)
	}
	return all
}

// checkLabels reports the labels that should have a form but don't. The message says what
// the value isn't, and how to write it.
func (p *Pass) checkLabels(form LabelForm, message string) {
	for in := range p.triggered() {
		for _, l := range labels(in) {
			if p.Settings.Labels[l.key] == form && l.plain && !form.fits(l.value) {
				p.Report(l.at, fmt.Sprintf("`%s` is `%s`, %s", l.key, l.value, message), nil)
			}
		}
	}
}

// commitHash matches a full Git hash, or one shortened to seven digits or more.
var commitHash = regexp.MustCompile(`^[0-9a-f]{7,40}$|^[0-9a-f]{64}$`)

// semanticVersion is the expression suggested by https://semver.org.
var semanticVersion = regexp.MustCompile(`^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(?:-((?:0|[1-9]\d*|\d*[a-zA-Z-][0-9a-zA-Z-]*)(?:\.(?:0|[1-9]\d*|\d*[a-zA-Z-][0-9a-zA-Z-]*))*))?(?:\+([0-9a-zA-Z-]+(?:\.[0-9a-zA-Z-]+)*))?$`)

// fits reports whether a value has the form.
func (f LabelForm) fits(value string) bool {
	switch f {
	case LabelURL:
		u, err := url.Parse(value)
		return err == nil && u.IsAbs() && u.Host != ""
	case LabelTime:
		_, err := time.Parse(time.RFC3339, value)
		return err == nil
	case LabelSPDX:
		ok, _ := spdxexp.ValidateLicenses([]string{value})
		return ok
	case LabelHash:
		return commitHash.MatchString(value)
	case LabelSemver:
		return semanticVersion.MatchString(value)
	case LabelEmail:
		address, err := mail.ParseAddress(value)
		return err == nil && address.Address == value
	}
	return true
}
