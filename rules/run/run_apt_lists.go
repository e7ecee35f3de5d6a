package run

import (
	"fmt"
	"slices"

	"github.com/drydock-dev/drydock/lint"
	"github.com/drydock-dev/drydock/lint/edit"
	"github.com/drydock-dev/drydock/syntax/dockerfile"
	"github.com/drydock-dev/drydock/syntax/shell"
)

var AptLists = &lint.Rule{
	ID:       "run-apt-lists",
	Aliases:  []string{"DL3009"},
	Severity: lint.Info,
	Profile:  lint.Recommended,
	Since:    "1.0",
	Summary:  "the package lists from `apt-get update` stay in the layer",
	Doc: "`apt-get update` fetches the lists of all packages, some 20 to 50 MB. Once everything is\n" +
		"installed they're dead weight, but they stay in the layer and are pulled with every image.\n" +
		"Removing them in a later instruction doesn't help: the layer that holds them is already made.",
	FixDoc: "Adds `rm -rf /var/lib/apt/lists/*` to the end of the same RUN. No fix is offered if a later RUN installs from these lists without its own update. If a later RUN runs a script, which may do that, the fix is for review.",
	Safety: lint.Safe,
	Check: lint.Dockerfile(func(p *lint.DockerfilePass) {
		p.File.ShellRuns(func(in *dockerfile.Instruction, s *shell.Script) {
			kept := keptCalls(p.Facts, in, shell.CacheOf("apt"))
			if len(kept) == 0 || !p.File.Ships(in.Stage) || keepsOutOfLayer(in, "/var/lib/apt") {
				return
			}
			p.About(listsAlone).Report(kept[len(kept)-1].Command.Span,
				"The package lists stay in this layer and add some 20 to 50 MB to every pull. Remove them at the end of this RUN.",
				removeLists(p.File, in, s, kept[len(kept)-1].Command))
		})
	}),
}

// removeLists returns the fix, to be run after the command that fetches the lists. It returns nil if nothing
// is installed here, if later RUNs need the lists, or if the script doesn't get to its end.
func removeLists(file *dockerfile.File, in *dockerfile.Instruction, s *shell.Script, fetch *shell.Command) *lint.Fix {
	installs := false
	for _, call := range s.AllPackageCalls(shell.AptPrograms...) {
		installs = installs || call.ReadsLists()
	}
	if !installs || listsNeededAfter(file, in) {
		return nil
	}
	edit, ok := edit.AppendStep(file, in, fetch, "rm -rf /var/lib/apt/lists/*")
	if !ok {
		return nil
	}
	user, _ := fetch.UserWords()
	fix := &lint.Fix{Safety: lint.Safe, Note: "Removes the package lists in the same layer.", Edits: []lint.Edit{edit}, Calls: lint.AddsRemoval(user+"rm -rf /var/lib/apt/lists/*", shell.AptPrograms...)}
	if script := scriptAfter(file, in, refreshesLists); script != nil {
		fix.Safety = lint.Review
		fix.Note += fmt.Sprintf(" Check that the script on line %d doesn't install from these lists without its own update.", script.Line)
	}
	return fix
}

// refreshesLists reports whether a call fetches the apt lists.
func refreshesLists(call *shell.PackageCall) bool {
	return slices.Contains(shell.AptPrograms, call.Manager) && call.Refreshes()
}

// listsNeededAfter reports whether a later RUN, in this stage or one that starts from it, installs
// without an update before it.
func listsNeededAfter(file *dockerfile.File, in *dockerfile.Instruction) bool {
	needed := false
	updated := map[*dockerfile.Stage]bool{}
	laterRuns(file, in, func(later *dockerfile.Instruction, s *shell.Script) {
		for _, call := range s.PackageCalls(shell.AptPrograms...) {
			updated[later.Stage] = updated[later.Stage] || call.Refreshes()
			needed = needed || call.ReadsLists() && !updated[later.Stage]
		}
	})
	return needed
}
