package base

import (
	"github.com/drydock-dev/drydock/lint"
)

var FromArgUndefined = &lint.Rule{
	ID:       "from-arg-undefined",
	Aliases:  []string{"DL3061"},
	BuildKit: []string{"UndefinedArgInFrom"},
	Severity: lint.Error,
	Profile:  lint.Recommended,
	Since:    "1.0",
	Summary:  "Declare the ARG above the first FROM",
	Doc: "FROM sees only the ARGs above the first FROM. Any other variable in it is empty, so the\n" +
		"build fails or starts from another image.",
	FixDoc: "None: only you know which ARG you meant, or what its default is.",
	Check:  lint.BuildKitWarnings,
}
