package rules

import (
	"maps"
	"slices"
)

var labelMissing = &Rule{
	ID:       "label-missing",
	Aliases:  []string{"DL3049"},
	Severity: Info,
	Profile:  Recommended,
	Since:    "1.0",
	Summary:  "a label that the settings want is not there",
	Doc: "The settings say which labels each image is to have (`labels`): others find its\n" +
		"source, its owner or its licence by them. Looked at is the final stage, with the\n" +
		"stages that it starts from. Without such a setting the rule is silent.",
	FixDoc: "None: which value is right only you can say.",
	Check: func(p *Pass) {
		stage := p.finalStage()
		have := map[string]bool{}
		for s := stage; s != nil; s = s.Parent {
			for _, in := range s.Instructions {
				for _, l := range labels(in) {
					have[l.key] = true
				}
			}
		}
		var missing []string
		for _, key := range slices.Sorted(maps.Keys(p.Settings.Labels)) {
			if !have[key] {
				missing = append(missing, key)
			}
		}
		switch len(missing) {
		case 0:
		case 1:
			p.Report(p.lines(stage.From.Line, stage.From.Line), "The image lacks the label "+quoteList(missing)+", which the settings want. Add it with LABEL.", nil)
		default:
			p.Report(p.lines(stage.From.Line, stage.From.Line), "The image lacks the labels "+quoteList(missing)+", which the settings want. Add them with LABEL.", nil)
		}
	},
}
