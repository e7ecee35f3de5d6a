package label

import (
	"github.com/drydock-dev/drydock/lint"
)

var URL = &lint.Rule{
	ID:       "label-url",
	Aliases:  []string{"DL3052"},
	Severity: lint.Warning,
	Profile:  lint.Recommended,
	Since:    "1.0",
	Summary:  "a label that should be a URL but isn't",
	Doc: "The settings say which labels an image should have, and what form their values take\n" +
		"(`labels: {NAME: url}`). A value of another form is useless to anyone who looks for it.\n" +
		"A value with a variable isn't checked. Without such a setting the rule is silent.",
	FixDoc: "None: only you know the right value.",
	Check: lint.Dockerfile(func(p *lint.DockerfilePass) {
		checkLabels(p, lint.LabelURL, "not a URL: tools can't link to it. Write one with its scheme, like `https://example.org`.")
	}),
}
