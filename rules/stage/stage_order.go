package stage

import (
	"regexp"

	"github.com/drydock-dev/drydock/lint"
)

var Order = &lint.Rule{
	ID:       "stage-order",
	Aliases:  []string{"DL3061"},
	Severity: lint.Error,
	Profile:  lint.Recommended,
	Since:    "1.0",
	Summary:  "an instruction before the first FROM",
	Doc: "A Dockerfile starts with FROM, because every instruction works on an image. Only comments,\n" +
		"and ARGs for that image's name, may come first. BuildKit rejects anything else.",
	FixDoc:    "None: only you know which stage the instruction belongs to.",
	Rejection: regexp.MustCompile(`^no build stage in current context`),
	Check:     lint.BuildKitWarnings,
}
