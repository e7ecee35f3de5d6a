package rules

import (
	"slices"
	"strconv"

	"github.com/drydock-dev/drydock/syntax"
)

var runAptLists = &Rule{
	ID:       "run-apt-lists",
	Aliases:  []string{"DL3009"},
	Severity: Info,
	Profile:  Recommended,
	Since:    "1.0",
	Summary:  "the package lists that `apt-get update` fetched stay in the layer",
	Doc: "`apt-get update` fetches the lists of all packages, some 20 to 50 MB. After the\n" +
		"install nobody reads them, but they stay in the layer and are pulled with every\n" +
		"image. Removing them in a later instruction does not help: the layer that holds\n" +
		"them is already made.",
	FixDoc: "Adds `rm -rf /var/lib/apt/lists/*` to the end of the same RUN. Nothing is offered where a later RUN installs from these lists without an update of its own: there they are needed; where a later RUN runs a script, which may, it is for review.",
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
				"The package lists that `update` fetches stay in this layer, some 20 to 50 MB that are pulled with every image and never read again. Remove them at the end of the same RUN.",
				p.removeLists(in, s))
		})
	},
}

// removeLists returns the fix, nil where the lists are still needed or the
// script has no plain end.
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
	fix := &Fix{Safety: Safe, Note: "Removes the package lists after the install, in the same layer.", Edits: []Edit{edit}}
	if script := p.scriptAfter(in, refreshesLists); script != nil {
		fix.Safety = Review
		fix.Note += " Line " + strconv.Itoa(script.Line) + " runs a script: look at whether it installs from these lists without an update of its own."
	}
	return fix
}

// refreshesLists reports whether a call of apt fetches the lists.
func refreshesLists(call *syntax.PackageCall) bool {
	return slices.Contains(aptPrograms, call.Manager) && aptUpdates(call)
}

// listsNeededAfter reports whether a RUN behind this one, in the stage or one
// that starts from it, installs before anything fetches the lists anew.
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
