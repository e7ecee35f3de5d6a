package rules

import (
	"slices"
	"strings"

	"github.com/drydock-dev/drydock/syntax"
)

// Removing needless installs from RUNs, with the steps that served only them.

// systemManagers are the package managers of distributions.
var systemManagers = []string{"apt-get", "apt", "aptitude", "apk", "yum", "dnf", "microdnf"}

// removeWord returns the edit that removes a word and the blanks before it from a script. A
// line with nothing else on it goes too.
func (p *Pass) removeWord(in *syntax.Instruction, w syntax.Word) Edit {
	span := w.Span
	line := p.File.LineSpan(p.File.Position(span.Start).Line)
	before := strings.TrimRight(p.File.Text(syntax.Span{Start: line.Start, End: span.Start}), " \t")
	after := strings.TrimSpace(p.File.Text(syntax.Span{Start: span.End, End: line.End}))
	number := p.File.Position(span.Start).Line
	if before == "" && after == string(p.File.Escape) && number > in.Line {
		return Edit{Span: p.File.FullLineSpan(number)}
	}
	span.Start = line.Start + len(before)
	return Edit{Span: span}
}

// withoutInstalls returns the edits that remove the emptied installs from a RUN, and the updates
// and clean-ups that served only them. whole is true when nothing is left of the RUN. ok is
// false when the RUN is more than a plain list of commands.
func (p *Pass) withoutInstalls(in *syntax.Instruction, stage *syntax.Stage, emptied map[*syntax.Instruction][]*syntax.PackageCall) (edits []Edit, whole, ok bool) {
	s := in.Script()
	calls := s.PackageCalls(systemManagers...)
	if len(calls) == 0 {
		return nil, false, true
	}
	still := false // a call to a package manager is still needed here
	for _, call := range calls {
		needless := serves(call) || slices.ContainsFunc(emptied[in], func(e *syntax.PackageCall) bool { return e.Command == call.Command })
		still = still || !needless
	}
	if !still && !p.installsElsewhere(in, stage, emptied) {
		if onlyPackageWork(s) && p.wholeLines(in) && !hasContinuedComment(p, in) && len(s.Comments) == 0 {
			return nil, true, true
		}
		edits, ok = p.removeSteps(in, packageWork)
		return edits, false, ok
	}
	if len(emptied[in]) == 0 {
		return nil, false, true
	}
	edits, ok = p.removeSteps(in, func(step syntax.Step) bool {
		if step.Command == nil {
			return false
		}
		call := step.Command.Package()
		return call != nil && slices.ContainsFunc(emptied[in], func(e *syntax.PackageCall) bool { return e.Command == call.Command })
	})
	return edits, false, ok
}

// installsElsewhere reports whether a later RUN keeps an install that needs the update in this
// one.
func (p *Pass) installsElsewhere(in *syntax.Instruction, stage *syntax.Stage, emptied map[*syntax.Instruction][]*syntax.PackageCall) bool {
	for _, later := range stage.Instructions {
		if later.Index <= in.Index || later.Name != "RUN" || later.Script() == nil {
			continue
		}
		for _, call := range later.Script().PackageCalls(aptPrograms...) {
			if aptReadsLists(call) && !slices.ContainsFunc(emptied[later], func(e *syntax.PackageCall) bool { return e.Command == call.Command }) {
				return true
			}
		}
	}
	return false
}

// serves reports whether a call only prepares an install or cleans up after it.
func serves(call *syntax.PackageCall) bool {
	switch call.Verb {
	case "update", "clean", "autoclean", "autoremove", "makecache":
		return true
	}
	return false
}

// packageWork reports whether a step only calls a system's package manager or removes its
// leftovers.
func packageWork(step syntax.Step) bool {
	if step.Command == nil {
		return false
	}
	if call := step.Command.Package(); call != nil {
		return slices.Contains(systemManagers, call.Manager)
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
func onlyPackageWork(s *syntax.Script) bool {
	return len(s.Steps) > 0 && !slices.ContainsFunc(s.Steps, func(step syntax.Step) bool { return !packageWork(step) })
}

// removeSteps returns the edits that remove steps from a plain `a && b && c`, each with its
// `&&`. ok is false when the script is no such list, or when no step would be left.
func (p *Pass) removeSteps(in *syntax.Instruction, drop func(syntax.Step) bool) (edits []Edit, ok bool) {
	s := in.Script()
	if len(in.Heredocs) > 0 || len(s.Comments) > 0 || hasContinuedComment(p, in) {
		return nil, false
	}
	kept := -1
	for i, step := range s.Steps {
		if i > 0 && step.Joint != "&&" {
			return nil, false
		}
		if !drop(step) {
			if kept < 0 && i > 0 {
				edits = append(edits, Edit{Span: syntax.Span{Start: s.Steps[0].Span.Start, End: step.Span.Start}})
			}
			kept = i
		} else if kept >= 0 {
			edits = append(edits, Edit{Span: syntax.Span{Start: s.Steps[i-1].Span.End, End: step.Span.End}})
		}
	}
	return edits, kept >= 0
}
