package run

import (
	"slices"

	"github.com/drydock-dev/drydock/lint"
	"github.com/drydock-dev/drydock/lint/edit"
	"github.com/drydock-dev/drydock/syntax/dockerfile"
	"github.com/drydock-dev/drydock/syntax/shell"
)

var AptCLI = &lint.Rule{
	ID:       "run-apt-cli",
	Aliases:  []string{"DL3027", "CKV_DOCKER_9"},
	Severity: lint.Info,
	Profile:  lint.Recommended,
	Since:    "1.0",
	Summary:  "`apt` is used in a script instead of `apt-get`",
	Doc: "`apt` is made for people at a terminal. It warns that its command line may change between\n" +
		"releases, and draws progress bars into the log. `apt-get` and `apt-cache` are the stable\n" +
		"interface for scripts.",
	FixDoc: "Replaces `apt` with `apt-get` for verbs that both have, such as install, update, upgrade, remove, purge, autoremove and clean. The same packages are installed: `apt upgrade` becomes `apt-get upgrade --with-new-pkgs`.",
	Safety: lint.Safe,
	Check: lint.Dockerfile(func(p *lint.DockerfilePass) {
		p.File.RunPackageCalls(func(_ *dockerfile.Instruction, call *shell.PackageCall) {
			var fix *lint.Fix
			if slices.Contains([]string{"install", "update", "upgrade", "remove", "purge", "autoremove", "clean", "autoclean", "download", "source", "build-dep"}, call.Verb) && call.Command.Words[0].Source == "apt" {
				fix = &lint.Fix{Safety: lint.Safe, Note: "Uses `apt-get`; the same packages are installed.", Edits: []lint.Edit{edit.Insert(call.Command.Words[0].Span.End, "-get")}, Calls: lint.RewritesWords("apt", "apt", "apt-get")}
				if call.Verb == "upgrade" && !call.Has("--with-new-pkgs") { // apt's default, see apt(8)
					fix.Edits = append(fix.Edits, edit.Insert(call.VerbWord.Span.End, " --with-new-pkgs"))
					fix.Calls = fix.Calls.Join(addsOption(call, "--with-new-pkgs"))
				}
			}
			p.Report(call.Command.Words[0].Span, "`apt` is meant for a terminal, and its options may change between releases. Use `apt-get`, or `apt-cache` to search.", fix)
		}, "apt")
	}),
}
