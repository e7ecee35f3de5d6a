package rules

var inlineIgnore = &Rule{
	ID:       "inline-ignore",
	Aliases:  []string{"DL1001"},
	Severity: Info,
	Profile:  Recommended,
	Since:    "1.0",
	Summary:  "a comment switches a rule off",
	Doc: "Some teams want exceptions to stand in one place, the settings, where they are\n" +
		"reviewed. Switched on (`rules: {inline-ignore: warning}`), this rule reports each\n" +
		"comment of a Dockerfile that switches rules off. It is off otherwise.",
	FixDoc: "None: whether the exception is wanted only you can say.",
	Check: func(p *Pass) {
		if _, set := p.Settings.Severities[p.rule.ID]; !set {
			return
		}
		for _, c := range p.File.Comments {
			if _, _, ok := parseIgnore(c); ok {
				p.Report(c.Span, "This comment switches rules off. Say so in the settings instead, where exceptions are reviewed.", nil)
			}
		}
	},
}
