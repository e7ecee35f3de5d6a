package rules

var stageUnused = &Rule{
	ID:       "stage-unused",
	Severity: Info,
	Profile:  Strict,
	Since:    "1.0",
	Summary:  "a stage that nothing is made from",
	Doc: "No stage copies from this one or starts from it, so a plain `docker build` skips it.\n" +
		"It is built only by those who ask for it with `--target`. If nobody does, it is left\n" +
		"over.",
	FixDoc: "None: whether somebody builds it with `--target` only you can say.",
	Check: func(p *Pass) {
		for _, stage := range p.File.Stages {
			if !stage.Reached {
				p.Report(p.lines(stage.From.Line, stage.From.Line), "Nothing copies from this stage or starts from it, so a plain build skips it. Take it out, unless somebody builds it with `--target`.", nil)
			}
		}
	},
}
