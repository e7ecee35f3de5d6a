package label

import (
	"github.com/drydock-dev/drydock/lint"
)

var SPDX = &lint.Rule{
	ID:       "label-spdx",
	Aliases:  []string{"DL3054"},
	Severity: lint.Warning,
	Profile:  lint.Recommended,
	Since:    "1.0",
	Summary:  "a label that should be a licence but isn't an SPDX expression",
	Doc: "The settings say which labels an image should have, and what form their values take\n" +
		"(`labels: {NAME: spdx}`). A value of another form is useless to anyone who looks for it.\n" +
		"A value with a variable isn't checked. Without such a setting the rule is silent.",
	FixDoc: "None: only you know the right value.",
	Check: lint.Dockerfile(func(p *lint.DockerfilePass) {
		checkLabels(p, lint.LabelSPDX, "not an SPDX licence: tools that look for one won't find it. Write an identifier like `Apache-2.0` or `MIT`.")
	}),
}
