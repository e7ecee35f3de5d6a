package run

import (
	"strings"

	"github.com/drydock-dev/drydock/lint"
	"github.com/drydock-dev/drydock/syntax/dockerfile"
	"github.com/drydock-dev/drydock/syntax/shell"
)

var InstallScripts = &lint.Rule{
	ID:       "run-install-scripts",
	Severity: lint.Info,
	Profile:  lint.Security,
	Since:    "1.0",
	Summary:  "packages may run their own scripts during the install",
	Doc: "npm, yarn and pnpm run the install script of a package, with access to all that the build\n" +
		"can reach. That's how hijacked packages do their harm. `--ignore-scripts` turns the scripts\n" +
		"off. A few packages need theirs because they compile something: rebuild those by name, as\n" +
		"in `npm rebuild sharp`.",
	FixDoc: "None: only you know which packages need their scripts.",
	Check: lint.Dockerfile(func(p *lint.DockerfilePass) {
		p.File.RunPackageCalls(func(in *dockerfile.Instruction, call *shell.PackageCall) {
			if !call.Installs() || call.Has("--ignore-scripts", "--version", "--help", "--mode") || call.MayHaveMoreOptions() || strings.Contains(string(p.File.Source), "ignore-scripts") || strings.Contains(string(p.File.Source), "IGNORE_SCRIPTS") {
				return
			}
			p.Report(call.Command.Span, "Any package in this install may run its own script in the build. Add `--ignore-scripts`, and rebuild by name the packages that need theirs.", nil)
		}, "npm", "yarn", "pnpm")
	}),
}
