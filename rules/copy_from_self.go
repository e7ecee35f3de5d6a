package rules

import "regexp"

var copyFromSelf = &Rule{
	ID:       "copy-from-self",
	Aliases:  []string{"DL3023", "DS-0006"},
	Severity: Error,
	Profile:  Recommended,
	Since:    "1.0",
	Summary:  "a stage that copies from itself",
	Doc: "`COPY --from` takes files of a stage that is finished. A stage that names itself\n" +
		"would wait for itself, so BuildKit does not take the file. Files of the same stage\n" +
		"are there already: a RUN with `cp` or `mv` moves them.",
	FixDoc:    "None: which stage was meant only you can say.",
	Rejection: regexp.MustCompile(`^circular dependency detected on stage`),
}
