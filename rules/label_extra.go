package rules

var labelExtra = &Rule{
	ID:       "label-extra",
	Aliases:  []string{"DL3050"},
	Severity: Info,
	Profile:  Recommended,
	Since:    "1.0",
	Summary:  "a label that the settings do not name",
	Doc: "With `strict-labels: true` the settings name all labels that an image may have.\n" +
		"Another one is a slip of the pen, or something to be agreed on first. Without the\n" +
		"setting the rule is silent.",
	FixDoc: "None: whether the label or the settings are wrong only you can say.",
	Check: func(p *Pass) {
		if !p.Settings.StrictLabels {
			return
		}
		for in := range p.triggered() {
			for _, l := range labels(in) {
				if _, named := p.Settings.Labels[l.key]; !named {
					p.Report(l.at, "The settings allow no label `"+l.key+"`. Mend its name, or add it to `labels`.", nil)
				}
			}
		}
	},
}
