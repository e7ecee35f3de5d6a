package run

import (
	"fmt"
	"slices"
	"strings"

	"github.com/drydock-dev/drydock/images"
	"github.com/drydock-dev/drydock/lint"
	"github.com/drydock-dev/drydock/lint/edit"
	"github.com/drydock-dev/drydock/syntax/dockerfile"
	"github.com/drydock-dev/drydock/syntax/shell"
)

// lostWithShell is the topic of a command whose effect ends with the shell of its RUN.
func lostWithShell(program string) string { return "the effect of " + program }

// reportUnpinned reports the packages in a call that have no version; how says how to pin them.
func reportUnpinned(p *lint.DockerfilePass, call *shell.PackageCall, how string) {
	var names []string
	for _, w := range call.Unpinned() {
		names = append(names, w.Value)
	}
	if len(names) == 0 {
		return
	}
	version := "a different version"
	if len(names) > 1 {
		version = "different versions"
	}
	amount := len(names)
	if len(names) > 4 {
		names = append(names[:3:3], "others")
	}
	list := strings.Replace(lint.QuoteList(names), "`others`", "others", 1)
	p.Report(call.Command.Span, fmt.Sprintf("Each build may install %s of %s. %s", version, list, how), nil).Amount = amount
}

// answer reports calls to a package manager that ask for confirmation. The fix puts the option
// that answers yes in front of the verb. asks reports whether the manager of a base image asks at all.
func answer(p *lint.DockerfilePass, manager string, asks func(images.Image) bool, option string) {
	p.File.RunPackageCalls(func(in *dockerfile.Instruction, call *shell.PackageCall) {
		if !call.Asks() || answeredByPipe(call.Command.Script, call.Command) || !asks(p.Facts.Base(in.Stage)) {
			return
		}
		message := fmt.Sprintf("`%s %s` stops to ask for confirmation, and nobody can answer in a build. Add `%s`.", call.Command.Program(), call.VerbWord.Value, option)
		p.Report(call.Command.Span, message,
			&lint.Fix{Safety: lint.Safe, Note: "Answers the prompt with yes.", Edits: []lint.Edit{edit.Insert(call.VerbWord.Span.Start, option+" ")}, Calls: lint.RewritesWords(call.Command.Program(), call.VerbWord.Value, option+" "+call.VerbWord.Value)})
	}, manager)
}

// addsOption declares that a call gets an option behind its verb.
func addsOption(call *shell.PackageCall, option string) lint.Calls {
	return lint.RewritesWords(call.Command.Program(), call.VerbWord.Value, call.VerbWord.Value+" "+option)
}

// firstWords returns the words of a call as far as they're known, wrappers included.
func firstWords(c *shell.Command) string {
	var known []string
	for _, w := range c.AllWords() {
		if !w.Literal {
			break
		}
		known = append(known, w.Value)
	}
	return strings.Join(known, " ")
}

// always is for package managers that ask in all releases.
func always(images.Image) bool { return true }

// answeredByPipe reports whether a pipe gives a command its input, as in `yes | yum install`.
func answeredByPipe(s *shell.Script, c *shell.Command) bool {
	return slices.ContainsFunc(s.Pipes, func(p shell.Pipe) bool { return slices.Index(p.Commands, c) > 0 })
}
