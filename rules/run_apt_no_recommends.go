package rules

import (
	"regexp"

	"github.com/drydock-dev/drydock/syntax"
)

var runAptNoRecommends = &Rule{
	ID:       "run-apt-no-recommends",
	Aliases:  []string{"DL3015", "DS-0029"},
	Severity: Info,
	Profile:  Strict,
	Since:    "1.0",
	Summary:  "`apt-get install` takes recommended packages along",
	Doc: "apt also installs what a package recommends but does not need: manuals, fonts,\n" +
		"whole desktops now and then. `--no-install-recommends` leaves them out, and often\n" +
		"makes the image smaller by a third. Some programs do use what is recommended\n" +
		"(`ca-certificates` with curl is the usual one): then name it.",
	FixDoc: "Adds `--no-install-recommends`. Look at whether the program uses something that was only recommended, and name that in the install.",
	Safety: Review,
	Check: func(p *Pass) {
		if recommendsOff.Match(p.File.Source) {
			return // apt is told by its configuration
		}
		p.packageCalls(func(_ *syntax.Instruction, call *syntax.PackageCall) {
			if call.Verb != "install" || call.Has("--no-install-recommends") || call.MayHaveMoreOptions() {
				return
			}
			p.Report(call.Command.Span, "apt also installs what these packages only recommend, which often is as much again. Add `--no-install-recommends`, and name what you do need of it.", &Fix{
				Safety: Review, Note: "Leaves out what is only recommended: look at whether the program uses some of it, such as `ca-certificates`.",
				Edits: []Edit{insert(call.VerbWord.Span.End, " --no-install-recommends")},
			})
		}, "apt-get", "apt")
	},
}

// recommendsOff matches the setting of apt that leaves recommended packages out.
var recommendsOff = regexp.MustCompile(`(?i)Install-Recommends["']?\s*[= ]\s*["']?(?:false|0|no|off)\b`)
