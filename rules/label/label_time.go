package label

import (
	"github.com/drydock-dev/drydock/lint"
)

var Time = &lint.Rule{
	ID:       "label-time",
	Aliases:  []string{"DL3053"},
	Severity: lint.Warning,
	Profile:  lint.Recommended,
	Since:    "1.0",
	Summary:  "a label that should be a time but isn't",
	Doc: "The settings say which labels an image should have, and what form their values take\n" +
		"(`labels: {NAME: rfc3339}`). A value of another form is useless to anyone who looks for it.\n" +
		"A value with a variable isn't checked. Without such a setting the rule is silent.",
	FixDoc: "None: only you know the right value.",
	Check: lint.Dockerfile(func(p *lint.DockerfilePass) {
		checkLabels(p, lint.LabelTime, "not an RFC 3339 time: tools can't read it. Write it like `2026-01-31T12:00:00Z`.")
	}),
}
