package rules

import (
	"strings"

	"github.com/drydock-dev/drydock/syntax"
)

var runInstallScripts = &Rule{
	ID:       "run-install-scripts",
	Severity: Info,
	Profile:  Security,
	Since:    "1.0",
	Summary:  "packages may run scripts of theirs when they are installed",
	Doc: "npm, yarn and pnpm run what a package names as its install script, with all that the\n" +
		"build can reach. It is the way by which taken-over packages do their harm.\n" +
		"`--ignore-scripts` leaves them out; the few packages that need theirs, because they\n" +
		"compile something, are rebuilt by name: `npm rebuild sharp`.",
	FixDoc: "None: which packages need their scripts only you can say.",
	Check: func(p *Pass) {
		p.packageCalls(func(in *syntax.Instruction, call *syntax.PackageCall) {
			if !call.Installs() || call.Has("--ignore-scripts", "--version", "--help", "--mode") || call.MayHaveMoreOptions() || strings.Contains(string(p.File.Source), "ignore-scripts") || strings.Contains(string(p.File.Source), "IGNORE_SCRIPTS") {
				return
			}
			p.Report(call.Command.Span, "Every package that this installs may run a script of its own here. Add `--ignore-scripts`, and rebuild by name those that need theirs.", nil)
		}, "npm", "yarn", "pnpm")
	},
}
