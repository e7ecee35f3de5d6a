package run

import (
	"fmt"

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
		"in a build, so it prints \"Abort.\" and stops there. `-y` answers yes. So does the setting\n" +
		"`APT::Get::Assume-Yes` in a file that the Dockerfile copies or writes.",
	FixDoc: "Adds `-y`. Nothing else changes: if apt-get doesn't ask, the option does nothing.",
	Safety: lint.Safe,
	Check: lint.Dockerfile(func(p *lint.DockerfilePass) {
		p.File.ShellRuns(func(in *dockerfile.Instruction, s *shell.Script) {
			for _, call := range s.AllPackageCalls("apt-get", "apt") {
				if !call.Asks() || answeredByPipe(s, call.Command) || aptSays(p.Facts, in, call, "APT::Get::Assume-Yes", aptTrue) {
					continue
				}
				p.Report(call.Command.Span,
					fmt.Sprintf("`%s %s` stops to ask for confirmation, and nobody can answer in a build. Add `-y`.", call.Manager, call.VerbWord.Value),
					&lint.Fix{Safety: lint.Safe, Note: "Answers the prompt with yes.", Edits: []lint.Edit{edit.Insert(call.VerbWord.Span.End, " -y")}, Calls: addsOption(call, "-y")})
			}
		})
	}),
}
