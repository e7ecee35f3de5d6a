package lint

import (
	"net/mail"
	"net/url"
	"regexp"
	"time"

	"github.com/github/go-spdx/v2/spdxexp"
)

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

// LabelForms are the names of the forms.
var LabelForms = []string{string(LabelText), string(LabelRawText), string(LabelURL), string(LabelTime), string(LabelSPDX), string(LabelHash), string(LabelSemver), string(LabelEmail)}

// ParseLabelForm returns the form with that name.
func ParseLabelForm(name string) (LabelForm, error) {
	for _, known := range LabelForms {
		if name == known {
			return LabelForm(name), nil
		}
	}
	return "", UnknownNameError("label form", name, LabelForms)
}

// commitHash matches a full Git hash, or one shortened to seven digits or more.
var commitHash = regexp.MustCompile(`^[0-9a-f]{7,40}$|^[0-9a-f]{64}$`)

// semanticVersion is the expression suggested by https://semver.org.
var semanticVersion = regexp.MustCompile(`^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(?:-((?:0|[1-9]\d*|\d*[a-zA-Z-][0-9a-zA-Z-]*)(?:\.(?:0|[1-9]\d*|\d*[a-zA-Z-][0-9a-zA-Z-]*))*))?(?:\+([0-9a-zA-Z-]+(?:\.[0-9a-zA-Z-]+)*))?$`)

// Fits reports whether a value has the form.
func (f LabelForm) Fits(value string) bool {
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
