package rules

var labelHash = &Rule{
	ID:       "label-hash",
	Aliases:  []string{"DL3055"},
	Severity: Warning,
	Profile:  Recommended,
	Since:    "1.0",
	Summary:  "a label that should be a commit but isn't",
	Doc: "The settings say which labels an image should have, and what form their values take\n" +
		"(`labels: {NAME: hash}`). A value of another form is useless to anyone who looks for it.\n" +
		"A value with a variable isn't checked. Without such a setting the rule is silent.",
	FixDoc: "None: only you know the right value.",
	Check: func(p *Pass) {
		p.checkLabels(LabelHash, "not a commit hash: nobody can find the source by it. Write the hash in hexadecimal digits.")
	},
}
