package rules

import (
	"fmt"
	"slices"

	"github.com/drydock-dev/drydock/syntax"
)

var runAptLists = &Rule{
	ID:       "run-apt-lists",
	Aliases:  []string{"DL3009"},
	Severity: Info,
	Profile:  Recommended,
	Since:    "1.0",
	Summary:  "the package lists from `apt-get update` stay in the layer",
	Doc: "`apt-get update` fetches the lists of all packages, some 20 to 50 MB. Once everything is\n" +
		"installed they're dead weight, but they stay in the layer and are pulled with every image.\n" +
		"Removing them in a later instruction doesn't help: the layer that holds them is already made.",
	FixDoc: "Adds `rm -rf /var/lib/apt/lists/*` to the end of the same RUN. No fix is offered if a later RUN installs from these lists without its own update. If a later RUN runs a script, which may do that, the fix is for review.",
	Safety: Safe,
	Check: func(p *Pass) {
		p.shellRuns(func(in *syntax.Instruction, s *syntax.Script) {
			var update *syntax.PackageCall
			for _, call := range s.PackageCalls(aptPrograms...) {
				if aptUpdates(call) {
					update = call
				}
			}
			if update == nil || !p.ships(in.Stage) || cleansAptLists(s, in) || keepsOutOfLayer(in, "/var/lib/apt") {
				return
			}
			p.Report(update.Command.Span,
				"The package lists stay in this layer and add some 20 to 50 MB to every pull. Remove them at the end of this RUN.",
				p.removeLists(in, s))
		})
	},
}

// removeLists returns the fix. It returns nil if nothing is installed here, if later RUNs need the
// lists, or if the script has no plain end.
func (p *Pass) removeLists(in *syntax.Instruction, s *syntax.Script) *Fix {
	installs := false
	for _, call := range s.PackageCalls(aptPrograms...) {
		installs = installs || aptReadsLists(call)
	}
	if !installs || p.listsNeededAfter(in) {
		return nil
	}
	edit, ok := p.appendStep(in, "rm -rf /var/lib/apt/lists/*")
	if !ok {
		return nil
	}
	fix := &Fix{Safety: Safe, Note: "Removes the package lists in the same layer.", Edits: []Edit{edit}}
	if script := p.scriptAfter(in, refreshesLists); script != nil {
		fix.Safety = Review
		fix.Note += fmt.Sprintf(" Check that the script on line %d doesn't install from these lists without its own update.", script.Line)
	}
	return fix
}

// refreshesLists reports whether a call fetches the apt lists.
func refreshesLists(call *syntax.PackageCall) bool {
	return slices.Contains(aptPrograms, call.Manager) && aptUpdates(call)
}

// listsNeededAfter reports whether a later RUN, in this stage or one that starts from it, installs
// without an update before it.
func (p *Pass) listsNeededAfter(in *syntax.Instruction) bool {
	needed := false
	updated := map[*syntax.Stage]bool{}
	p.laterRuns(in, func(later *syntax.Instruction, s *syntax.Script) {
		for _, call := range s.PackageCalls(aptPrograms...) {
			updated[later.Stage] = updated[later.Stage] || aptUpdates(call)
			needed = needed || aptReadsLists(call) && !updated[later.Stage]
		}
	})
	return needed
}
