package copy

import (
	"regexp"

	"github.com/drydock-dev/drydock/lint"
)

var FromSelf = &lint.Rule{
	ID:       "copy-from-self",
	Aliases:  []string{"DL3023", "DS-0006"},
	Severity: lint.Error,
	Profile:  lint.Recommended,
	Since:    "1.0",
	Summary:  "a stage that copies from itself",
	Doc: "`COPY --from` takes files from a finished stage. A stage that names itself would wait\n" +
		"for itself, so BuildKit rejects the file. Files of the same stage are already there: use\n" +
		"a RUN with `cp` or `mv` to move them.",
	FixDoc:    "None: only you know which stage was meant.",
	Rejection: regexp.MustCompile(`^circular dependency detected on stage`),
	Check:     lint.BuildKitWarnings,
}
