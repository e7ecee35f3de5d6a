package rules

import (
	"strconv"

	"github.com/drydock-dev/drydock/syntax"
)

var stageUnnamed = &Rule{
	ID:       "stage-unnamed",
	Severity: Info,
	Profile:  Strict,
	Since:    "1.0",
	Summary:  "a stage is copied from by its number",
	Doc: "`COPY --from=0` means the first stage of the file: whoever puts another above it\n" +
		"makes the copy take from there, and the build may even succeed. A name (`FROM … AS\n" +
		"build`) stays with its stage.",
	FixDoc: "None: what the stage is to be called only you can say.",
	Check: func(p *Pass) {
		said := map[*syntax.Stage]bool{}
		for in := range p.triggered() {
			number := in.FlagValue("from")
			if _, err := strconv.Atoi(number); err != nil || in.Name != "COPY" {
				continue
			}
			stage := p.File.StageNamed(number)
			if stage == nil || said[stage] {
				continue
			}
			said[stage] = true
			p.Report(in.Span, "This takes from stage "+number+" by its number, which is another one as soon as somebody adds a stage above. Give the stage a name with `AS`, and copy from that.", nil)
		}
	},
}
