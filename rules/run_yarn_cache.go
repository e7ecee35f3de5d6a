package rules

import (
	"regexp"
	"strings"

	"github.com/drydock-dev/drydock/syntax"
)

var runYarnCache = &Rule{
	ID:       "run-yarn-cache",
	Aliases:  []string{"DL3060"},
	Severity: Info,
	Profile:  Strict,
	Since:    "1.0",
	Summary:  "yarn's download cache stays in the layer",
	Doc: "yarn caches every package that it downloads for the next install. An image has no next\n" +
		"install. `yarn cache clean` in the same RUN removes the cache.\n\n" +
		"This applies to Yarn 1. In later versions the cache may hold the program's own packages,\n" +
		"so the rule spares files that show signs of one.",
	FixDoc: "Adds `yarn cache clean` to the end of the same RUN. Check that this is Yarn 1: in later versions the cache may hold the program's own packages.",
	Safety: Review,
	Check: func(p *Pass) {
		if laterYarn.Match(p.File.Source) {
			return
		}
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
					fix = &Fix{Safety: Review, Note: "Removes yarn's cache in the same layer. Check that this is Yarn 1: in later versions the cache may hold the program's own packages.", Edits: []Edit{edit}}
				}
				p.Report(call.Command.Span, "yarn's download cache stays in this layer. Add `yarn cache clean` to the end of this RUN.", fix)
				return
			}
		})
	},
}

// laterYarn matches signs of Yarn 2 and later.
var laterYarn = regexp.MustCompile(`--immutable\b|\.yarnrc\.yml|\.yarn/|\bcorepack\b|yarn set version|yarn@(?:[2-9]|berry)|\.pnp\.`)
