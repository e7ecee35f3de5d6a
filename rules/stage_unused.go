package rules

var stageUnused = &Rule{
	ID:       "stage-unused",
	Severity: Info,
	Profile:  Strict,
	Since:    "1.0",
	Summary:  "a stage that no other stage uses",
	Doc: "No stage copies from this one or starts from it, so a plain `docker build` skips it. Only\n" +
		"`--target` builds it. If nobody uses that, it's left over.",
	FixDoc: "None: only you know whether someone builds it with `--target`.",
	Check: func(p *Pass) {
		for _, stage := range p.File.Stages {
			if !stage.Reached {
				p.Report(p.lines(stage.From.Line, stage.From.Line), "A plain build skips this stage, because nothing copies from it or starts from it. Remove it, unless someone builds it with `--target`.", nil)
			}
		}
	},
}
