package run

import (
	"regexp"

	"github.com/drydock-dev/drydock/lint"
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
		if p.File.HasWord(laterYarn) || changesVersion(p.File) {
			return
		}
		p.File.ShellRuns(func(in *dockerfile.Instruction, _ *shell.Script) {
			cache := movedCache(in, "yarn", "YARN_CACHE_FOLDER")
			if !p.File.Ships(in.Stage) || mountsCache(in, cache) {
				return
			}
			for _, call := range keptCalls(p.Facts, in, cache) {
				if call.Has("--version", "-v", "--cache-folder", "--help") {
					continue
				}
				fix := cleanAfter(p.File, in, call, "yarn cache clean", "Removes yarn's cache in the same layer. Check that this is Yarn 1: in later versions the cache may hold the program's own packages.")
				if fix != nil {
					fix.Safety = lint.Review
				}
				p.Report(call.Command.Span, "yarn's download cache stays in this layer. Add `yarn cache clean` to the end of this RUN.", fix)
				return
			}
		})
	}),
}

// laterYarn matches words that are signs of Yarn 2 and later.
var laterYarn = regexp.MustCompile(`^--immutable\b|\.yarnrc\.yml|\.yarn/|\bcorepack\b|\byarn@(?:[2-9]|berry)|\.pnp\.`)

// changesVersion reports whether a RUN sets yarn's version.
func changesVersion(file *dockerfile.File) (found bool) {
	file.RunCommands(func(_ *dockerfile.Instruction, c *shell.Command) {
		found = found || c.Program() == "yarn" && len(c.Words) > 2 && c.Words[1].Value == "set" && c.Words[2].Value == "version"
	})
	return found
}
