package rules

import (
	"strings"

	"github.com/drydock-dev/drydock/syntax"
)

var runYarnCache = &Rule{
	ID:       "run-yarn-cache",
	Aliases:  []string{"DL3060"},
	Severity: Info,
	Profile:  Strict,
	Since:    "1.0",
	Summary:  "yarn keeps what it downloaded in the layer",
	Doc: "yarn keeps every package that it downloads in a cache for the next install. In an\n" +
		"image there is none. `yarn cache clean` in the same RUN removes it.",
	FixDoc: "Adds `yarn cache clean` to the end of the same RUN.",
	Safety: Safe,
	Check: func(p *Pass) {
		p.shellRuns(func(in *syntax.Instruction, s *syntax.Script) {
			if !p.ships(in.Stage) || strings.Contains(in.Text(), "yarn cache clean") || strings.Contains(in.Text(), "cache/yarn") {
				return
			}
			for _, call := range s.PackageCalls("yarn") {
				if !call.Installs() || call.Has("--version", "-v", "--cache-folder", "--help") {
					continue
				}
				var fix *Fix
				if edit, ok := p.appendStep(in, "yarn cache clean"); ok {
					fix = &Fix{Safety: Safe, Note: "Removes what yarn downloaded, in the same layer.", Edits: []Edit{edit}}
				}
				p.Report(call.Command.Span, "yarn keeps a copy of everything that it downloads, and here the copy stays in the layer. Add `yarn cache clean` to the end of the same RUN.", fix)
				return
			}
		})
	},
}
