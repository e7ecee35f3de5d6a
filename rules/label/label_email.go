package label

import (
	"github.com/drydock-dev/drydock/lint"
)

var Email = &lint.Rule{
	ID:       "label-email",
	Aliases:  []string{"DL3058"},
	Severity: lint.Warning,
	Profile:  lint.Recommended,
	Since:    "1.0",
	Summary:  "a label that should be an e-mail address but isn't",
	Doc: "The settings say which labels an image should have, and what form their values take\n" +
		"(`labels: {NAME: email}`). A value of another form is useless to anyone who looks for it.\n" +
		"A value with a variable isn't checked. Without such a setting the rule is silent.",
	FixDoc: "None: only you know the right value.",
	Check: lint.Dockerfile(func(p *lint.DockerfilePass) {
		checkLabels(p, lint.LabelEmail, "not an e-mail address: nobody can write to it. Write it like `you@example.org`.")
	}),
}
