package label

import (
	"github.com/drydock-dev/drydock/lint"
)

var Hash = &lint.Rule{
	ID:       "label-hash",
	Aliases:  []string{"DL3055"},
	Severity: lint.Warning,
	Profile:  lint.Recommended,
	Since:    "1.0",
	Summary:  "a label that should be a commit but isn't",
	Doc: "The settings say which labels an image should have, and what form their values take\n" +
		"(`labels: {NAME: hash}`). A value of another form is useless to anyone who looks for it.\n" +
		"A value with a variable isn't checked. Without such a setting the rule is silent.",
	FixDoc: "None: only you know the right value.",
	Check: lint.Dockerfile(func(p *lint.DockerfilePass) {
		checkLabels(p, lint.LabelHash, "not a commit hash: nobody can find the source by it. Write the hash in hexadecimal digits.")
	}),
}
