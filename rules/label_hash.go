package rules

var labelHash = &Rule{
	ID:       "label-hash",
	Aliases:  []string{"DL3055"},
	Severity: Warning,
	Profile:  Recommended,
	Since:    "1.0",
	Summary:  "a label that is to be a commit and is none",
	Doc: "The settings say which labels an image is to have and what form their values have\n" +
		"(`labels: {NAME: hash}`). A value of another form is worth nothing to those who look\n" +
		"for it. A value with a variable in it is left alone. Without such a setting the rule\n" +
		"is silent.",
	FixDoc: "None: which value is right only you can say.",
	Check: func(p *Pass) {
		p.checkLabels(LabelHash, "which is no hash of a commit: nobody finds the source by it. Write the hash in hexadecimal digits.")
	},
}
