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
	Summary:  "yarn keeps what it downloaded in the layer",
	Doc: "yarn keeps every package that it downloads in a cache for the next install. In an\n" +
		"image there is none. `yarn cache clean` in the same RUN removes it.\n\n" +
		"That is so for Yarn 1. Of later versions the cache can be where the program's packages\n" +
		"are: files in which one of these is seen are left alone.",
	FixDoc: "Adds `yarn cache clean` to the end of the same RUN. Look at whether it is Yarn 1 that is used: of later versions the cache may hold the packages themselves.",
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
					fix = &Fix{Safety: Review, Note: "Removes what Yarn 1 downloaded, in the same layer. Of later versions the cache may hold the packages themselves: leave it there.", Edits: []Edit{edit}}
				}
				p.Report(call.Command.Span, "yarn keeps a copy of everything that it downloads, and here the copy stays in the layer. Add `yarn cache clean` to the end of the same RUN.", fix)
				return
			}
		})
	},
}

// laterYarn matches signs of Yarn 2 and later.
var laterYarn = regexp.MustCompile(`--immutable\b|\.yarnrc\.yml|\.yarn/|\bcorepack\b|yarn set version|yarn@(?:[2-9]|berry)|\.pnp\.`)
