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
	Summary:  "`apt` is used in a script instead of `apt-get`",
	Doc: "`apt` is made for people at a terminal. It warns that its command line may change between\n" +
		"releases, and draws progress bars into the log. `apt-get` and `apt-cache` are the stable\n" +
		"interface for scripts.",
	FixDoc: "Replaces `apt` with `apt-get` for verbs that both have, such as install, update, upgrade, remove, purge, autoremove and clean. The same packages are installed: `apt upgrade` becomes `apt-get upgrade --with-new-pkgs`.",
	Safety: Safe,
	Check: func(p *Pass) {
		p.packageCalls(func(_ *syntax.Instruction, call *syntax.PackageCall) {
			var fix *Fix
			if slices.Contains([]string{"install", "update", "upgrade", "remove", "purge", "autoremove", "clean", "autoclean", "download", "source", "build-dep"}, call.Verb) && call.Command.Words[0].Source == "apt" {
				fix = &Fix{Safety: Safe, Note: "Uses `apt-get`; the same packages are installed.", Edits: []Edit{insert(call.Command.Words[0].Span.End, "-get")}}
				if call.Verb == "upgrade" && !call.Has("--with-new-pkgs") { // apt's default, see apt(8)
					fix.Edits = append(fix.Edits, insert(call.VerbWord.Span.End, " --with-new-pkgs"))
				}
			}
			p.Report(call.Command.Words[0].Span, "`apt` is meant for a terminal, and its options may change between releases. Use `apt-get`, or `apt-cache` to search.", fix)
		}, "apt")
	},
}
