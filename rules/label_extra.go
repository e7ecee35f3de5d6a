package rules

import "fmt"

var labelExtra = &Rule{
	ID:       "label-extra",
	Aliases:  []string{"DL3050"},
	Severity: Info,
	Profile:  Recommended,
	Since:    "1.0",
	Summary:  "a label that the settings don't list",
	Doc: "With `strict-labels: true`, the settings list all labels that an image may have. Any\n" +
		"other is a typo, or needs agreement first. Without the setting the rule is silent.",
	FixDoc: "None: only you know whether the label or the settings are wrong.",
	Check: func(p *Pass) {
		if !p.Settings.StrictLabels {
			return
		}
		for in := range p.triggered() {
			for _, l := range labels(in) {
				if _, named := p.Settings.Labels[l.key]; !named {
					p.Report(l.at, fmt.Sprintf("The settings don't allow the label `%s`. Fix its name, or add it to `labels`.", l.key), nil)
				}
			}
		}
	},
}
