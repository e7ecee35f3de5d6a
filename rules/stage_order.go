package rules

import "regexp"

var stageOrder = &Rule{
	ID:       "stage-order",
	Aliases:  []string{"DL3061"},
	Severity: Error,
	Profile:  Recommended,
	Since:    "1.0",
	Summary:  "an instruction before the first FROM",
	Doc: "A Dockerfile begins with FROM: all that is done is done to an image. Only comments\n" +
		"and ARGs, for the name of that image, may stand above it. BuildKit does not take\n" +
		"anything else.",
	FixDoc:    "None: which stage the instruction belongs to only you can say.",
	Rejection: regexp.MustCompile(`^no build stage in current context`),
}
