package rules

var labelTime = &Rule{
	ID:       "label-time",
	Aliases:  []string{"DL3053"},
	Severity: Warning,
	Profile:  Recommended,
	Since:    "1.0",
	Summary:  "a label that is to be a time and is none",
	Doc: "The settings say which labels an image is to have and what form their values have\n" +
		"(`labels: {NAME: rfc3339}`). A value of another form is worth nothing to those who\n" +
		"look for it. A value with a variable in it is left alone. Without such a setting the\n" +
		"rule is silent.",
	FixDoc: "None: which value is right only you can say.",
	Check: func(p *Pass) {
		p.checkLabels(LabelTime, "which is no time as RFC 3339 writes it: tools cannot read it. Write it like `2026-01-31T12:00:00Z`.")
	},
}
