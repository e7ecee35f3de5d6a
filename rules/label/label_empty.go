package label

import (
	"fmt"

	"github.com/drydock-dev/drydock/lint"
)

var Empty = &lint.Rule{
	ID:       "label-empty",
	Aliases:  []string{"DL3051"},
	Severity: lint.Warning,
	Profile:  lint.Recommended,
	Since:    "1.0",
	Summary:  "a label without a value",
	Doc: "The settings name this label, so somebody looks for it and finds nothing. Without\n" +
		"`labels` in the settings the rule is silent. A label of the form `rawtext` may be empty.",
	FixDoc: "None: only you know the right value.",
	Check: lint.Dockerfile(func(p *lint.DockerfilePass) {
		for in := range p.File.Triggered() {
			for _, l := range labels(in) {
				if form, named := p.Options.Labels[l.key]; named && form != lint.LabelRawText && l.value == "" {
					p.Report(l.at, fmt.Sprintf("`%s` is empty, but the settings require it: anyone who looks for it finds nothing. Give it a value.", l.key), nil)
				}
			}
		}
	}),
}
