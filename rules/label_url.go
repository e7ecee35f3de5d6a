package rules

var labelURL = &Rule{
	ID:       "label-url",
	Aliases:  []string{"DL3052"},
	Severity: Warning,
	Profile:  Recommended,
	Since:    "1.0",
	Summary:  "a label that is to be a URL and is none",
	Doc: "The settings say which labels an image is to have and what form their values have\n" +
		"(`labels: {NAME: url}`). A value of another form is worth nothing to those who look\n" +
		"for it. A value with a variable in it is left alone. Without such a setting the rule\n" +
		"is silent.",
	FixDoc: "None: which value is right only you can say.",
	Check: func(p *Pass) {
		p.checkLabels(LabelURL, "which is no URL: tools that show it cannot link to it. Write one with its scheme, like `https://example.org`.")
	},
}
