package stage

import (
	"fmt"
	"strconv"

	"github.com/drydock-dev/drydock/lint"
	"github.com/drydock-dev/drydock/syntax/dockerfile"
)

var Unnamed = &lint.Rule{
	ID:       "stage-unnamed",
	Severity: lint.Info,
	Profile:  lint.Strict,
	Since:    "1.0",
	Summary:  "a stage is copied from by its number",
	Doc: "`COPY --from=0` means the first stage of the file. If someone adds a stage above it, the\n" +
		"copy takes from that one, and the build may even succeed. A name (`FROM … AS build`) stays\n" +
		"with its stage.",
	FixDoc: "None: only you know what to call the stage.",
	Check: lint.Dockerfile(func(p *lint.DockerfilePass) {
		said := map[*dockerfile.Stage]bool{}
		for in := range p.File.Triggered() {
			number := in.FlagValue("from")
			if _, err := strconv.Atoi(number); err != nil || in.Name != "COPY" {
				continue
			}
			stage := p.File.StageNamed(number)
			if stage == nil || said[stage] {
				continue
			}
			said[stage] = true
			p.Report(in.Span, fmt.Sprintf("Stage %s becomes a different one as soon as someone adds a stage above it. Name the stage with `AS`, and copy from that name.", number), nil)
		}
	}),
}
