package rules

import "fmt"

var labelEmpty = &Rule{
	ID:       "label-empty",
	Aliases:  []string{"DL3051"},
	Severity: Warning,
	Profile:  Recommended,
	Since:    "1.0",
	Summary:  "a label without a value",
	Doc: "The settings name this label, so somebody looks for it and finds nothing. Without\n" +
		"`labels` in the settings the rule is silent. A label of the form `rawtext` may be empty.",
	FixDoc: "None: only you know the right value.",
	Check: func(p *Pass) {
		for in := range p.triggered() {
			for _, l := range labels(in) {
				if form, named := p.Settings.Labels[l.key]; named && form != LabelRawText && l.value == "" {
					p.Report(l.at, fmt.Sprintf("`%s` is empty, but the settings require it: anyone who looks for it finds nothing. Give it a value.", l.key), nil)
				}
			}
		}
	},
}
