package base

import (
	"regexp"
	"slices"
	"strings"

	"github.com/drydock-dev/drydock/lint"
	"github.com/drydock-dev/drydock/lint/edit"
	"github.com/drydock-dev/drydock/syntax/dockerfile"
	"github.com/drydock-dev/drydock/syntax/shell"
)

// withoutInstalls returns the edits that remove the emptied installs from a RUN, and the updates
// and clean-ups that served only them. whole is true when nothing is left of the RUN. ok is
// false when the RUN is more than a plain list of commands.
func withoutInstalls(file *dockerfile.File, in *dockerfile.Instruction, stage *dockerfile.Stage, emptied map[*dockerfile.Instruction][]*shell.PackageCall) (edits []lint.Edit, whole, ok bool) {
	s := in.Script()
	calls := s.PackageCalls(shell.SystemManagers...)
	if len(calls) == 0 {
		return nil, false, true
	}
	still := false // a call to a package manager is still needed here
	for _, call := range calls {
		needless := serves(call) || slices.ContainsFunc(emptied[in], func(e *shell.PackageCall) bool { return e.Command == call.Command })
		still = still || !needless
	}
	if !still && !installsElsewhere(in, stage, emptied) {
		if onlyPackageWork(s) && file.WholeLines(in) && !file.HasContinuedComment(in) && len(s.Comments) == 0 {
			return nil, true, true
		}
		edits, ok = edit.RemoveSteps(file, in, packageWork)
		return edits, false, ok
	}
	if len(emptied[in]) == 0 {
		return nil, false, true
	}
	edits, ok = edit.RemoveSteps(file, in, func(step shell.Step) bool {
		if step.Command == nil {
			return false
		}
		call := step.Command.Package()
		return call != nil && slices.ContainsFunc(emptied[in], func(e *shell.PackageCall) bool { return e.Command == call.Command })
	})
	return edits, false, ok
}

// installsElsewhere reports whether a later RUN keeps an install that needs the update in this
// one.
func installsElsewhere(in *dockerfile.Instruction, stage *dockerfile.Stage, emptied map[*dockerfile.Instruction][]*shell.PackageCall) bool {
	for _, later := range stage.Instructions {
		if later.Index <= in.Index || later.Name != "RUN" || later.Script() == nil {
			continue
		}
		for _, call := range later.Script().PackageCalls(shell.AptPrograms...) {
			if call.ReadsLists() && !slices.ContainsFunc(emptied[later], func(e *shell.PackageCall) bool { return e.Command == call.Command }) {
				return true
			}
		}
	}
	return false
}

// serves reports whether a call only prepares an install or cleans up after it.
func serves(call *shell.PackageCall) bool {
	return call.Refreshes() || call.Cleans() || slices.Contains([]string{"clean", "autoclean", "autoremove"}, call.Verb)
}

// packageWork reports whether a step only calls a system's package manager or removes its
// leftovers.
func packageWork(step shell.Step) bool {
	if step.Command == nil {
		return false
	}
	if call := step.Command.Package(); call != nil {
		return slices.Contains(shell.SystemManagers, call.Manager)
	}
	if step.Command.Program() != "rm" {
		return false
	}
	for _, w := range step.Command.Words[1:] {
		if !strings.HasPrefix(w.Value, "-") && !strings.Contains(w.Source, "/var/lib/apt") && !strings.Contains(w.Source, "/var/cache") {
			return false
		}
	}
	return true
}

// onlyPackageWork reports whether all steps of a script are package work.
func onlyPackageWork(s *shell.Script) bool {
	return len(s.Steps) > 0 && !slices.ContainsFunc(s.Steps, func(step shell.Step) bool { return !packageWork(step) })
}

// packageSettings matches paths of the settings and sources of package managers.
var packageSettings = regexp.MustCompile(`/etc/(?:apt|apk|yum)\b`)
