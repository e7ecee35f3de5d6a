package rules

import (
	"slices"

	"github.com/drydock-dev/drydock/syntax"
)

var runAptCli = &Rule{
	ID:       "run-apt-cli",
	Aliases:  []string{"DL3027", "CKV_DOCKER_9"},
	Severity: Info,
	Profile:  Recommended,
	Since:    "1.0",
	Summary:  "`apt` in a script, where `apt-get` is meant to be used",
	Doc: "`apt` is made for people at a terminal: it warns that its command line may change\n" +
		"from release to release, and draws progress bars into the log. `apt-get` and\n" +
		"`apt-cache` are its stable form for scripts.",
	FixDoc: "Replaces `apt` by `apt-get` for the verbs that both have: install, update, upgrade, remove, purge, autoremove, clean. The same packages are installed: `apt upgrade` becomes `apt-get upgrade --with-new-pkgs`.",
	Safety: Safe,
	Check: func(p *Pass) {
		p.packageCalls(func(_ *syntax.Instruction, call *syntax.PackageCall) {
			var fix *Fix
			if slices.Contains([]string{"install", "update", "upgrade", "remove", "purge", "autoremove", "clean", "autoclean", "download", "source", "build-dep"}, call.Verb) && call.Command.Words[0].Source == "apt" {
				fix = &Fix{Safety: Safe, Note: "The same packages are installed.", Edits: []Edit{insert(call.Command.Words[0].Span.End, "-get")}}
				if call.Verb == "upgrade" && !call.Has("--with-new-pkgs") { // which apt does by itself, by apt(8)
					fix.Edits = append(fix.Edits, insert(call.VerbWord.Span.End, " --with-new-pkgs"))
				}
			}
			p.Report(call.Command.Words[0].Span, "`apt` is for people at a terminal: its options may change from release to release. Scripts use `apt-get`, or `apt-cache` to search.", fix)
		}, "apt")
	},
}
