package label

import (
	"fmt"

	"github.com/drydock-dev/drydock/lint"
)

var Extra = &lint.Rule{
	ID:       "label-extra",
	Aliases:  []string{"DL3050"},
	Severity: lint.Info,
	Profile:  lint.Recommended,
	Since:    "1.0",
	Summary:  "a label that the settings don't list",
	Doc: "With `strict-labels: true`, the settings list all labels that an image may have. Any\n" +
		"other is a typo, or needs agreement first. Without the setting the rule is silent.",
	FixDoc: "None: only you know whether the label or the settings are wrong.",
	Check: lint.Dockerfile(func(p *lint.DockerfilePass) {
		if !p.Options.StrictLabels {
			return
		}
		for in := range p.File.Triggered() {
			for _, l := range labels(in) {
				if _, named := p.Options.Labels[l.key]; !named {
					p.Report(l.at, fmt.Sprintf("The settings don't allow the label `%s`. Fix its name, or add it to `labels`.", l.key), nil)
				}
			}
		}
	}),
}
