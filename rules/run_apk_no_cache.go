package rules

import (
	"slices"

	"github.com/drydock-dev/drydock/syntax"
)

var runApkNoCache = &Rule{
	ID:       "run-apk-no-cache",
	Aliases:  []string{"DL3019", "DS-0025"},
	Severity: Info,
	Profile:  Recommended,
	Since:    "1.0",
	Summary:  "`apk add` keeps the package index in the layer",
	Doc: "Without `--no-cache` apk stores the index of all packages in the image, or needs an\n" +
		"`apk update` that does. Nobody reads it again. `--no-cache` fetches it, uses it and\n" +
		"leaves nothing behind.",
	FixDoc: "Adds `--no-cache`. The same packages are installed. Nothing is offered where the script has an `apk update` of its own.",
	Safety: Safe,
	Check: func(p *Pass) {
		p.shellRuns(func(in *syntax.Instruction, s *syntax.Script) {
			if !p.ships(in.Stage) || keepsOutOfLayer(in, "/var/cache/apk") || keepsOutOfLayer(in, "/etc/apk/cache") || cleansFolder("/var/cache/apk", "apk cache clean")(in.Joined.Text) {
				return
			}
			calls := s.PackageCalls("apk")
			updates := slices.ContainsFunc(calls, func(c *syntax.PackageCall) bool { return c.Verb == "update" && !c.Has("--no-cache") })
			for _, call := range calls {
				if call.Verb != "add" || call.Has("--no-cache", "--cache-dir") || call.MayHaveMoreOptions() {
					continue
				}
				var fix *Fix
				if !updates && !call.Has("-U", "--update", "--update-cache") {
					fix = &Fix{Safety: Safe, Note: "Leaves the package index out of the image.", Edits: []Edit{insert(call.VerbWord.Span.End, " --no-cache")}}
				}
				p.Report(call.Command.Span, "The index of all packages stays in this layer and is never read again. Add `--no-cache` to `apk add`; an `apk update` is not needed then.", fix)
			}
		})
	},
}
