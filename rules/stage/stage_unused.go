package stage

import (
	"github.com/drydock-dev/drydock/lint"
)

var Unused = &lint.Rule{
	ID:       "stage-unused",
	Severity: lint.Info,
	Profile:  lint.Strict,
	Since:    "1.0",
	Summary:  "a stage that no other stage uses",
	Doc: "No stage copies from this one or starts from it, so a plain `docker build` skips it. Only\n" +
		"`--target` builds it. If nobody uses that, it's left over.",
	FixDoc: "None: only you know whether someone builds it with `--target`.",
	Check: lint.Dockerfile(func(p *lint.DockerfilePass) {
		for _, stage := range p.File.Stages {
			if !stage.Reached {
				p.Report(p.File.TrimmedLines(stage.From.Line, stage.From.Line), "A plain build skips this stage, because nothing copies from it or starts from it. Remove it, unless someone builds it with `--target`.", nil)
			}
		}
	}),
}
