package rules

import (
	"regexp"
	"strings"

	"github.com/drydock-dev/drydock/syntax"
)

var runAptYes = &Rule{
	ID:       "run-apt-yes",
	Aliases:  []string{"DL3014", "DS-0021"},
	Severity: Warning,
	Profile:  Recommended,
	Since:    "1.0",
	Summary:  "`apt-get install` without `-y` waits for an answer that nobody can give",
	Doc: `Before it installs, apt-get asks whether to go on. A build has nobody to answer,
so it stops there with "Abort." as soon as the packages bring others with them.
` + "`-y`" + ` answers yes.`,
	FixDoc: "Adds `-y`. Nothing else changes: where the question was not asked, the option does nothing.",
	Safety: Safe,
	Check: func(p *Pass) {
		if strings.Contains(string(p.File.Source), "Assume-Yes") {
			return // apt is told by its configuration
		}
		p.shellRuns(func(in *syntax.Instruction, s *syntax.Script) {
			if pipedIntoApt.MatchString(in.Joined.Text) {
				return // somebody answers
			}
			for _, call := range s.PackageCalls("apt-get", "apt") {
				if call.Verb != "install" || answered(call) {
					continue
				}
				p.Report(call.Command.Span,
					"`"+call.Manager+" install` asks before it goes on, and in a build nobody can answer: it stops there. Add `-y`.",
					&Fix{Safety: Safe, Note: "Answers the question with yes.", Edits: []Edit{insert(call.VerbWord.Span.End, " -y")}})
			}
		})
	},
}

// pipedIntoApt matches `yes | apt-get` and its like.
var pipedIntoApt = regexp.MustCompile(`\|\s*(?:sudo\s+)?(?:\w+=\S+\s+)*apt(?:-get)?\s`)

// answered reports whether a call of apt needs no answer.
func answered(call *syntax.PackageCall) bool {
	quiet := 0
	for _, o := range call.Options {
		name, level, leveled := strings.Cut(o.Value, "=")
		switch {
		case leveled && (name == "-q" || name == "--quiet") && level >= "2":
			quiet = 2
		case name == "--quiet":
			quiet++
		case strings.HasPrefix(name, "-q"):
			quiet += strings.Count(name, "q")
		}
	}
	return quiet >= 2 || call.MayHaveMoreOptions() ||
		call.Has("-y", "--yes", "--assume-yes", "-s", "--simulate", "--dry-run", "--assume-no", "-d", "--print-uris")
}
