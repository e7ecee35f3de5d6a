package rules

var labelEmpty = &Rule{
	ID:       "label-empty",
	Aliases:  []string{"DL3051"},
	Severity: Warning,
	Profile:  Recommended,
	Since:    "1.0",
	Summary:  "a label without a value",
	Doc: "The settings name this label, so somebody looks for it, and finds nothing in it.\n" +
		"Without `labels` in the settings the rule is silent; a label of the form `rawtext`\n" +
		"may be empty.",
	FixDoc: "None: which value is right only you can say.",
	Check: func(p *Pass) {
		for in := range p.triggered() {
			for _, l := range labels(in) {
				if form, named := p.Settings.Labels[l.key]; named && form != LabelRawText && l.value == "" {
					p.Report(l.at, "`"+l.key+"` is empty, and the settings want it: whoever looks for it finds nothing. Give it a value.", nil)
				}
			}
		}
	},
}
