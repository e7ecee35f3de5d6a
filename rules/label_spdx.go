package rules

var labelSPDX = &Rule{
	ID:       "label-spdx",
	Aliases:  []string{"DL3054"},
	Severity: Warning,
	Profile:  Recommended,
	Since:    "1.0",
	Summary:  "a label that is to be a licence and is no SPDX expression",
	Doc: "The settings say which labels an image is to have and what form their values have\n" +
		"(`labels: {NAME: spdx}`). A value of another form is worth nothing to those who look\n" +
		"for it. A value with a variable in it is left alone. Without such a setting the rule\n" +
		"is silent.",
	FixDoc: "None: which value is right only you can say.",
	Check: func(p *Pass) {
		p.checkLabels(LabelSPDX, "which is no licence of the SPDX list: tools that look for it do not find it. Write an identifier like `Apache-2.0` or `MIT`.")
	},
}
