package run

import (
	"fmt"
	"slices"
	"strings"

	"github.com/drydock-dev/drydock/effects"
	"github.com/drydock-dev/drydock/facts"
	"github.com/drydock-dev/drydock/lint"
	"github.com/drydock-dev/drydock/syntax"
	"github.com/drydock-dev/drydock/syntax/dockerfile"
	"github.com/drydock-dev/drydock/syntax/shell"
)

var Merge = &lint.Rule{
	ID:       "run-merge",
	Aliases:  []string{"DL3059"},
	Severity: lint.Warning,
	Profile:  lint.Recommended,
	Since:    "1.0",
	Summary:  "RUNs that belong together are separate layers",
	Doc: "Each RUN makes a layer that is stored and pulled separately. If one RUN makes files and a\n" +
		"later one deletes them, the files still ship in the earlier layer. That is reported in\n" +
		"every profile, where the commands show that the same path was made. The strict profile also reports neighbouring RUNs that call the same\n" +
		"package manager, and those of only one command.\n\n" +
		"RUNs stay separate where that is useful. An install of pinned dependencies keeps its own\n" +
		"cache layer, and so does a RUN that would behave differently in the shell of the one before.",
	FixDoc: "Joins RUNs with `&&` if one deletes what another made, or if they call the same package manager. A change to any part then reruns all of them. Check that you don't rely on one being cached while another changes.",
	Safety: lint.Review,
	Check: lint.Dockerfile(func(p *lint.DockerfilePass) {
		for _, stage := range p.File.Stages {
			if !p.File.Ships(stage) {
				continue
			}
			grouped := map[*dockerfile.Instruction]bool{}
			for _, group := range mergeable(p.Facts, stage) {
				reportMerge(p, group)
				for _, in := range group {
					grouped[in] = true
				}
			}
			reportSmall(p, stage, grouped)
		}
	}),
}

func reportMerge(p *lint.DockerfilePass, group []*dockerfile.Instruction) {
	first, last := group[0], group[len(group)-1]
	span := syntax.Span{Start: first.Span.Start, End: last.Span.End}
	var related []syntax.Span
	if last.EndLine-first.Line > 28 {
		span = first.Span
		for _, in := range group[1:] {
			related = append(related, in.Span)
		}
	}
	var fix *lint.Fix
	if edits, ok := joinRuns(p.File, group); ok {
		fix = &lint.Fix{Priority: lint.Removes, Safety: lint.Review, Note: "A change to any part then reruns all of them. Check that you don't need them cached separately.", Edits: edits}
	}
	for i, in := range group[1:] {
		if slices.ContainsFunc(group[:i+1], func(earlier *dockerfile.Instruction) bool { return deletesWhatOtherMade(p.Facts, in, earlier) }) {
			p.Report(span,
				fmt.Sprintf("Files deleted on line %d still ship: the layer of the earlier RUN keeps them. Make and delete them in one RUN.", in.Line), fix).Related = related
			return
		}
	}
	p.ReportStrict(span, "These RUNs belong together, but each makes its own layer. Join them into one RUN.", fix).Related = related
}

// reportSmall reports neighbouring RUNs of a single command that are in no group, once per row.
func reportSmall(p *lint.DockerfilePass, stage *dockerfile.Stage, grouped map[*dockerfile.Instruction]bool) {
	inRow := false
	for i, in := range stage.Instructions {
		if i == 0 || !smallRun(in) || !smallRun(stage.Instructions[i-1]) || !sameFlags(in, stage.Instructions[i-1]) {
			inRow = false
			continue
		}
		if !inRow && !grouped[in] && !grouped[stage.Instructions[i-1]] {
			inRow = true
			p.ReportStrict(in.Span, "This RUN and the one before it have one command, but each makes its own layer. Join them if one is useless without the other.", nil)
		}
	}
}

// smallRun reports whether a RUN has one command and installs no dependency file: such an
// install deserves its own layer.
func smallRun(in *dockerfile.Instruction) bool {
	return in.Name == "RUN" && len(in.Heredocs) == 0 && in.Script() != nil && in.Script().Tree != nil && len(in.Script().Commands) == 1 && !installsDependencyFile(in)
}

func sameFlags(a, b *dockerfile.Instruction) bool {
	return slices.EqualFunc(a.Flags, b.Flags, func(x, y dockerfile.Flag) bool { return x.Name == y.Name && x.Value == y.Value })
}

// mergeable returns the groups of neighbouring RUNs that belong together.
func mergeable(known *facts.Facts, stage *dockerfile.Stage) (groups [][]*dockerfile.Instruction) {
	for _, row := range joinable(stage) {
		start := 0
		for i, joined := range belongTogether(known, row) {
			if i-start == maxMerged || !joined && i > 0 {
				groups = append(groups, row[start:i])
				start = i
			}
		}
		groups = append(groups, row[start:])
	}
	return slices.DeleteFunc(groups, func(g []*dockerfile.Instruction) bool { return len(g) < 2 })
}

// joinable returns the rows of neighbouring RUNs. Each RUN of a row can be joined with the one
// before it.
func joinable(stage *dockerfile.Stage) (rows [][]*dockerfile.Instruction) {
	for i, in := range stage.Instructions {
		switch {
		case !plainRun(in):
		case i > 0 && canJoin(stage.Instructions[i-1], in):
			rows[len(rows)-1] = append(rows[len(rows)-1], in)
		default:
			rows = append(rows, []*dockerfile.Instruction{in})
		}
	}
	return rows
}

// belongTogether reports for each RUN of a row whether it belongs to the one before it. It does if
// both call the same package manager, or if both lie between a RUN that makes files and the RUN
// that deletes them, these two included.
func belongTogether(known *facts.Facts, row []*dockerfile.Instruction) []bool {
	joined := make([]bool, len(row))
	for i := 1; i < len(row); i++ {
		manager := onlyManager(row[i])
		if manager != "" && manager == onlyManager(row[i-1]) && !installsDependencyFile(row[i-1]) && !installsDependencyFile(row[i]) {
			joined[i] = true
		}
		for maker := i - 1; maker >= 0 && i-maker < maxMerged && (maker == i-1 || !installsDependencyFile(row[maker+1])); maker-- {
			if deletesWhatOtherMade(known, row[i], row[maker]) {
				for k := maker + 1; k <= i; k++ {
					joined[k] = true
				}
				break
			}
		}
	}
	return joined
}

// onlyManager returns the one package manager that a script calls, or "" if the script does anything
// else.
func onlyManager(in *dockerfile.Instruction) string {
	manager := ""
	for _, step := range in.Script().Steps {
		if step.Command == nil {
			return ""
		}
		call := step.Command.Package()
		if call == nil {
			if step.Command.Program() == "rm" && manager != "" {
				continue
			}
			return ""
		}
		if manager != "" && call.Manager != manager {
			return ""
		}
		manager = call.Manager
	}
	return manager
}

// installsDependencyFile reports whether a script installs what a file of the build context lists.
// Such an install deserves its own cache layer.
func installsDependencyFile(in *dockerfile.Instruction) bool {
	return len(effects.DependencyInstalls(in)) > 0
}

// fills reports whether a RUN installs or updates with one of the package managers.
func fills(in *dockerfile.Instruction, managers ...string) bool {
	return slices.ContainsFunc(in.Script().PackageCalls(managers...), func(call *shell.PackageCall) bool { return call.Installs() || call.Refreshes() })
}

// deletesWhatOtherMade reports whether a RUN only removes, and removes what an earlier one left in its
// layer: the package manager's leftovers, or files that its commands are seen to make.
func deletesWhatOtherMade(known *facts.Facts, in, earlier *dockerfile.Instruction) bool {
	deletes := false
	for _, step := range in.Script().Steps {
		if step.Command == nil {
			return false
		}
		switch call := step.Command.Package(); {
		case call != nil && cleans(call) && fills(earlier, shell.CacheOf(call.Manager).Managers...):
			deletes = deletes || removesKept(known, call, earlier)
		case step.Command.Program() == "rm":
			made, ok := removesMade(known, step.Command, in, earlier)
			if !ok {
				return false
			}
			deletes = deletes || made
		default:
			return false
		}
	}
	return deletes
}

// cleans reports whether a call only removes what a package manager of a distribution left behind.
func cleans(call *shell.PackageCall) bool {
	return slices.Contains(distributionManagers, call.Manager) && (call.Cleans() || slices.Contains([]string{"clean", "autoclean", "autoremove"}, call.Verb))
}

var distributionManagers = []string{"apt-get", "apt", "yum", "dnf", "microdnf", "zypper"}

// removesKept reports whether a call removes what an earlier RUN left in its layer.
func removesKept(known *facts.Facts, call *shell.PackageCall, earlier *dockerfile.Instruction) bool {
	cache := shell.CacheOf(call.Manager)
	return slices.ContainsFunc(keptCalls(known, earlier, cache), func(kept *shell.PackageCall) bool { return cache.CleanedBy(call, kept) })
}

// removesMade reports whether the earlier script made a path that an rm names. ok is false if the rm
// names one that it has nothing to do with.
func removesMade(known *facts.Facts, rm *shell.Command, in, earlier *dockerfile.Instruction) (made, ok bool) {
	paths := madePaths(earlier)
	targets := 0
	for _, w := range rm.Words[1:] {
		if strings.HasPrefix(w.Value, "-") {
			continue
		}
		targets++
		target := pathOf(in, w)
		switch {
		case leaves(known, earlier, target), slices.Contains(paths, target):
			made = true
		case effects.Under(target, "/var/cache/apt") && fills(earlier, shell.AptPrograms...):
		default:
			return false, false
		}
	}
	return made, targets > 0
}
