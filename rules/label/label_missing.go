package label

import (
	"fmt"
	"maps"
	"slices"

	"github.com/drydock-dev/drydock/lint"
)

var Missing = &lint.Rule{
	ID:       "label-missing",
	Aliases:  []string{"DL3049"},
	Severity: lint.Info,
	Profile:  lint.Recommended,
	Since:    "1.0",
	Summary:  "a label that the settings require is missing",
	Doc: "The settings say which labels each image should have (`labels`). Others use them to find\n" +
		"its source, owner or licence. The rule checks the final stage and the stages it starts\n" +
		"from. Without such a setting it's silent.",
	FixDoc: "None: only you know the right value.",
	Check: lint.Dockerfile(func(p *lint.DockerfilePass) {
		stage := p.File.FinalStage()
		have := map[string]bool{}
		for s := stage; s != nil; s = s.Parent {
			for _, in := range s.Instructions {
				for _, l := range labels(in) {
					have[l.key] = true
				}
			}
		}
		var missing []string
		for _, key := range slices.Sorted(maps.Keys(p.Options.Labels)) {
			if !have[key] {
				missing = append(missing, key)
			}
		}
		if len(missing) == 0 {
			return
		}
		message := "The image lacks the label %s, which the settings require. Add it with LABEL."
		if len(missing) > 1 {
			message = "The image lacks the labels %s, which the settings require. Add them with LABEL."
		}
		f := p.Report(p.File.TrimmedLines(stage.From.Line, stage.From.Line), fmt.Sprintf(message, lint.QuoteList(missing)), nil)
		f.Subject, f.Amount = lint.TheImage, len(missing)
	}),
}
