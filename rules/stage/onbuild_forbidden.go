package stage

import (
	"regexp"

	"github.com/drydock-dev/drydock/lint"
)

var OnbuildForbidden = &lint.Rule{
	ID:       "onbuild-forbidden",
	Aliases:  []string{"DL3043"},
	Severity: lint.Error,
	Profile:  lint.Recommended,
	Since:    "1.0",
	Summary:  "an ONBUILD that triggers FROM, MAINTAINER or another ONBUILD",
	Doc: "ONBUILD runs its instruction in the build of another image that starts from this one.\n" +
		"That build already has a FROM, and a trigger can't hold a trigger. BuildKit rejects\n" +
		"both, and MAINTAINER too.",
	FixDoc:    "None: only you know what the other build was meant to do.",
	Rejection: regexp.MustCompile(`isn't allowed as an ONBUILD trigger|^Chaining ONBUILD`),
	Check:     lint.BuildKitWarnings,
}
