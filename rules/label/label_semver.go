package label

import (
	"github.com/drydock-dev/drydock/lint"
)

var Semver = &lint.Rule{
	ID:       "label-semver",
	Aliases:  []string{"DL3056"},
	Severity: lint.Warning,
	Profile:  lint.Recommended,
	Since:    "1.0",
	Summary:  "a label that should be a version but isn't",
	Doc: "The settings say which labels an image should have, and what form their values take\n" +
		"(`labels: {NAME: semver}`). A value of another form is useless to anyone who looks for it.\n" +
		"A value with a variable isn't checked. Without such a setting the rule is silent.",
	FixDoc: "None: only you know the right value.",
	Check: lint.Dockerfile(func(p *lint.DockerfilePass) {
		checkLabels(p, lint.LabelSemver, "not a semantic version: tools can't compare it. Write it like `1.2.3`.")
	}),
}
