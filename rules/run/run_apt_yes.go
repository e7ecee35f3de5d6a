package run

import (
	"fmt"
	"strings"

	"github.com/drydock-dev/drydock/lint"
	"github.com/drydock-dev/drydock/lint/edit"
	"github.com/drydock-dev/drydock/syntax/dockerfile"
	"github.com/drydock-dev/drydock/syntax/shell"
)

var AptYes = &lint.Rule{
	ID:       "run-apt-yes",
	Aliases:  []string{"DL3014", "DS-0021"},
	Severity: lint.Warning,
	Profile:  lint.Recommended,
	Since:    "1.0",
	Summary:  "`apt-get install` without `-y` waits for an answer nobody can give",
	Doc: "If the packages bring others with them, apt-get asks whether to continue. Nobody can answer\n" +
		"in a build, so it prints \"Abort.\" and stops there. `-y` answers yes.",
	FixDoc: "Adds `-y`. Nothing else changes: if apt-get doesn't ask, the option does nothing.",
	Safety: lint.Safe,
	Check: lint.Dockerfile(func(p *lint.DockerfilePass) {
		if strings.Contains(string(p.File.Source), "Assume-Yes") {
			return // already on in apt's configuration
		}
		p.File.ShellRuns(func(_ *dockerfile.Instruction, s *shell.Script) {
			for _, call := range s.AllPackageCalls("apt-get", "apt") {
				if call.Verb != "install" || answered(call) || answeredByPipe(s, call.Command) {
					continue
				}
				p.Report(call.Command.Span,
					fmt.Sprintf("`%s install` stops to ask for confirmation, and nobody can answer in a build. Add `-y`.", call.Manager),
					&lint.Fix{Safety: lint.Safe, Note: "Answers the prompt with yes.", Edits: []lint.Edit{edit.Insert(call.VerbWord.Span.End, " -y")}, Calls: addsOption(call, "-y")})
			}
		})
	}),
}

// answered reports whether an apt call needs no answer, or may not need one.
func answered(call *shell.PackageCall) bool {
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
