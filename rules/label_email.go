package rules

var labelEmail = &Rule{
	ID:       "label-email",
	Aliases:  []string{"DL3058"},
	Severity: Warning,
	Profile:  Recommended,
	Since:    "1.0",
	Summary:  "a label that is to be an e-mail address and is none",
	Doc: "The settings say which labels an image is to have and what form their values have\n" +
		"(`labels: {NAME: email}`). A value of another form is worth nothing to those who\n" +
		"look for it. A value with a variable in it is left alone. Without such a setting the\n" +
		"rule is silent.",
	FixDoc: "None: which value is right only you can say.",
	Check: func(p *Pass) {
		p.checkLabels(LabelEmail, "which is no e-mail address: nobody can write to it. Write it like `you@example.org`.")
	},
}
