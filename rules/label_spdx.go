package rules

var labelSPDX = &Rule{
	ID:       "label-spdx",
	Aliases:  []string{"DL3054"},
	Severity: Warning,
	Profile:  Recommended,
	Since:    "1.0",
	Summary:  "a label that should be a licence but isn't an SPDX expression",
	Doc: "The settings say which labels an image should have, and what form their values take\n" +
		"(`labels: {NAME: spdx}`). A value of another form is useless to anyone who looks for it.\n" +
		"A value with a variable isn't checked. Without such a setting the rule is silent.",
	FixDoc: "None: only you know the right value.",
	Check: func(p *Pass) {
		p.checkLabels(LabelSPDX, "not an SPDX licence: tools that look for one won't find it. Write an identifier like `Apache-2.0` or `MIT`.")
	},
}
