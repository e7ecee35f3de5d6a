package run

import (
	"regexp"
	"strings"

	"github.com/drydock-dev/drydock/lint"
	"github.com/drydock-dev/drydock/lint/edit"
	"github.com/drydock-dev/drydock/syntax/dockerfile"
	"github.com/drydock-dev/drydock/syntax/shell"
)

var YarnCache = &lint.Rule{
	ID:       "run-yarn-cache",
	Aliases:  []string{"DL3060"},
	Severity: lint.Info,
	Profile:  lint.Strict,
	Since:    "1.0",
	Summary:  "yarn's download cache stays in the layer",
	Doc: "yarn caches every package that it downloads for the next install. An image has no next\n" +
		"install. `yarn cache clean` in the same RUN removes the cache.\n\n" +
		"This applies to Yarn 1. In later versions the cache may hold the program's own packages,\n" +
		"so the rule spares files that show signs of one.",
	FixDoc: "Adds `yarn cache clean` to the end of the same RUN. Check that this is Yarn 1: in later versions the cache may hold the program's own packages.",
	Safety: lint.Review,
	Check: lint.Dockerfile(func(p *lint.DockerfilePass) {
		if laterYarn.Match(p.File.Source) {
			return
		}
		p.File.ShellRuns(func(in *dockerfile.Instruction, s *shell.Script) {
			if !p.File.Ships(in.Stage) || strings.Contains(in.Text(), "yarn cache clean") || strings.Contains(in.Text(), "cache/yarn") {
				return
			}
			for _, call := range s.AllPackageCalls("yarn") {
				if !call.Installs() || call.Has("--version", "-v", "--cache-folder", "--help") {
					continue
				}
				var fix *lint.Fix
				if edit, ok := edit.AppendStep(p.File, in, "yarn cache clean"); ok {
					fix = &lint.Fix{Safety: lint.Review, Note: "Removes yarn's cache in the same layer. Check that this is Yarn 1: in later versions the cache may hold the program's own packages.", Edits: []lint.Edit{edit}, Calls: lint.AddsCall("yarn cache clean", "yarn")}
				}
				p.Report(call.Command.Span, "yarn's download cache stays in this layer. Add `yarn cache clean` to the end of this RUN.", fix)
				return
			}
		})
	}),
}

// laterYarn matches signs of Yarn 2 and later.
var laterYarn = regexp.MustCompile(`--immutable\b|\.yarnrc\.yml|\.yarn/|\bcorepack\b|yarn set version|yarn@(?:[2-9]|berry)|\.pnp\.`)
