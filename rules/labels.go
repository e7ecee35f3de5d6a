package rules

import (
	"net/mail"
	"net/url"
	"regexp"
	"strings"
	"time"

	"github.com/github/go-spdx/v2/spdxexp"
	"github.com/moby/buildkit/frontend/dockerfile/instructions"

	"github.com/drydock-dev/drydock/syntax"
)

// What rules about labels share.

// LabelForm is the form that a label's value is to have.
type LabelForm string

// The forms that the settings can ask for: hadolint's.
const (
	LabelText    LabelForm = "text"
	LabelRawText LabelForm = "rawtext" // not looked at, "" is fine
	LabelURL     LabelForm = "url"
	LabelTime    LabelForm = "rfc3339"
	LabelSPDX    LabelForm = "spdx"
	LabelHash    LabelForm = "hash"
	LabelSemver  LabelForm = "semver"
	LabelEmail   LabelForm = "email"
)

var labelForms = []string{string(LabelText), string(LabelRawText), string(LabelURL), string(LabelTime), string(LabelSPDX), string(LabelHash), string(LabelSemver), string(LabelEmail)}

// ParseLabelForm returns the form of that name.
func ParseLabelForm(name string) (LabelForm, error) {
	for _, known := range labelForms {
		if name == known {
			return LabelForm(name), nil
		}
	}
	return "", UnknownNameError("form of a label", name, labelForms)
}

// label is one pair of a LABEL.
type label struct {
	in         *syntax.Instruction
	at         syntax.Span
	key, value string
	plain      bool // no variable in the value
}

// labels returns the pairs of an instruction, none when it is no LABEL. Quotes
// around keys and values are gone.
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

// checkLabels reports the labels that are to have a form and do not.
func (p *Pass) checkLabels(form LabelForm, message string) {
	for in := range p.triggered() {
		for _, l := range labels(in) {
			if p.Settings.Labels[l.key] == form && l.plain && !form.fits(l.value) {
				p.Report(l.at, "`"+l.key+"` is `"+l.value+"`, "+message, nil)
			}
		}
	}
}

// commitHash matches a whole hash of git, or one cut to seven digits or more.
var commitHash = regexp.MustCompile(`^[0-9a-f]{7,40}$|^[0-9a-f]{64}$`)

// semanticVersion is the expression that https://semver.org suggests.
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
