package run

import (
	"slices"
	"strings"

	"github.com/drydock-dev/drydock/lint"
	"github.com/drydock-dev/drydock/syntax"
	"github.com/drydock-dev/drydock/syntax/shell"
)

// onlyOnFailure reports whether a script has an `||` between its steps. It would then also hide the
// failure of a command that is put before it with &&.
func onlyOnFailure(s *shell.Script) bool {
	for _, step := range s.Steps {
		if step.Joint == "||" {
			return true
		}
	}
	return false
}

// hasOption reports whether a command has one of the options. A short one may be in a cluster,
// as -b in -cb.
func hasOption(c *shell.Command, names ...string) bool {
	return slices.ContainsFunc(c.Words[1:], func(w shell.Word) bool {
		name, _, _ := strings.Cut(w.Value, "=")
		return slices.ContainsFunc(names, func(n string) bool {
			cluster := len(n) == 2 && len(name) > 2 && name[0] == '-' && name[1] != '-'
			return name == n || cluster && strings.Contains(name[1:], n[1:])
		})
	})
}

// eachCommand calls f for every simple command of a file's scripts.
func eachCommand(p *lint.ScriptPass, f func(c *shell.Command)) {
	for _, s := range p.File.Scripts() {
		for _, c := range s.AllCommands() {
			f(c)
		}
	}
}

// report reports a finding in a script. On a machine that is deleted afterwards it matters to
// readers of the strict profile only.
func report(p *lint.ScriptPass, s *shell.Script, span syntax.Span, message string, fix *lint.Fix) {
	if s.Ephemeral {
		p.ReportStrict(span, message, fix)
		return
	}
	p.Report(span, message, fix)
}
