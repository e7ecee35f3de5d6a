package rules

var labelSemver = &Rule{
	ID:       "label-semver",
	Aliases:  []string{"DL3056"},
	Severity: Warning,
	Profile:  Recommended,
	Since:    "1.0",
	Summary:  "a label that is to be a version and is none",
	Doc: "The settings say which labels an image is to have and what form their values have\n" +
		"(`labels: {NAME: semver}`). A value of another form is worth nothing to those who\n" +
		"look for it. A value with a variable in it is left alone. Without such a setting the\n" +
		"rule is silent.",
	FixDoc: "None: which value is right only you can say.",
	Check: func(p *Pass) {
		p.checkLabels(LabelSemver, "which is no semantic version: tools cannot compare it. Write it like `1.2.3`.")
	},
}
