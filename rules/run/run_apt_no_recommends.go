package run

import (
	"github.com/drydock-dev/drydock/lint"
	"github.com/drydock-dev/drydock/lint/edit"
	"github.com/drydock-dev/drydock/syntax/dockerfile"
	"github.com/drydock-dev/drydock/syntax/shell"
)

var AptNoRecommends = &lint.Rule{
	ID:       "run-apt-no-recommends",
	Aliases:  []string{"DL3015", "DS-0029"},
	Severity: lint.Info,
	Profile:  lint.Strict,
	Since:    "1.0",
	Summary:  "`apt-get install` also installs recommended packages",
	Doc: "apt also installs what a package recommends but doesn't need: manuals, fonts, now and then\n" +
		"a whole desktop. `--no-install-recommends` leaves them out and often makes the image a\n" +
		"third smaller. Some programs do use a recommended package (`ca-certificates` with curl is\n" +
		"the usual one): name it in the install.",
	FixDoc: "Adds `--no-install-recommends`. Check whether the program uses a package that was only recommended, and name it in the install.",
	Safety: lint.Review,
	Check: lint.Dockerfile(func(p *lint.DockerfilePass) {
		p.File.RunPackageCalls(func(in *dockerfile.Instruction, call *shell.PackageCall) {
			if call.Verb != "install" || call.Has("--no-install-recommends") || call.MayHaveMoreOptions() || aptSays(p.Facts, in, call, "APT::Install-Recommends", aptFalse) {
				return
			}
			p.Report(call.Command.Span, "apt also installs recommended packages, often doubling the size. Add `--no-install-recommends` and list the ones you need.", &lint.Fix{
				Safety: lint.Review, Note: "Leaves out recommended packages. Check that the program needs none of them, such as `ca-certificates`.",
				Edits: []lint.Edit{edit.Insert(call.VerbWord.Span.End, " --no-install-recommends")}, Calls: addsOption(call, "--no-install-recommends"),
			})
		}, "apt-get", "apt")
	}),
}
