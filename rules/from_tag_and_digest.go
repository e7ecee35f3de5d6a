package rules

var fromTagAndDigest = &Rule{
	ID:       "from-tag-and-digest",
	Severity: Info,
	Profile:  Strict,
	Since:    "1.0",
	Summary:  "both a tag and a digest",
	Doc: "The digest alone decides which image is taken; the tag is a note that nobody checks\n" +
		"and that is soon wrong. Where a tool keeps both up to date, switch this rule off.",
	FixDoc: "None: which of the two is meant only you can say.",
	Check: func(p *Pass) {
		for _, stage := range p.File.Stages {
			if stage.Parent != nil || !stage.BaseKnown {
				continue
			}
			if image := p.image(stage.Base); image.Tag != "" && image.Digest != "" {
				p.Report(stage.From.Args[0].Span, "The digest alone decides which image this is: the tag `"+image.Tag+"` is not looked at, and is wrong one day. Keep one of the two.", nil)
			}
		}
	},
}
