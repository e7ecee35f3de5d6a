package rules

import "regexp"

var onbuildForbidden = &Rule{
	ID:       "onbuild-forbidden",
	Aliases:  []string{"DL3043"},
	Severity: Error,
	Profile:  Recommended,
	Since:    "1.0",
	Summary:  "an ONBUILD that triggers FROM, MAINTAINER or another ONBUILD",
	Doc: "What ONBUILD holds is run in the build of another image that starts from this one.\n" +
		"That build has a FROM already, and a trigger cannot hold a trigger, so BuildKit\n" +
		"takes neither, nor MAINTAINER.",
	FixDoc:    "None: what the other build was to do only you can say.",
	Rejection: regexp.MustCompile(`isn't allowed as an ONBUILD trigger|^Chaining ONBUILD`),
}
