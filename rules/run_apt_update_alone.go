package rules

import (
	"fmt"

	"github.com/drydock-dev/drydock/syntax"
)

var runAptUpdateAlone = &Rule{
	ID:       "run-apt-update-alone",
	Aliases:  []string{"DS-0017", "CKV_DOCKER_5"},
	Severity: Warning,
	Profile:  Recommended,
	Since:    "1.0",
	Summary:  "`apt-get update` in its own layer goes stale when the install changes",
	Doc: "Docker reuses the layer of `RUN apt-get update` until its text changes, which is never. If\n" +
		"you add a package to the install months later, it runs against the old lists and asks for\n" +
		"versions that the mirror has long deleted. The build fails with a 404, and only on some\n" +
		"machines. In one RUN, both always run together.",
	FixDoc: "Moves the update to the start of the RUN that installs. The same packages are installed.",
	Safety: Safe,
	Check: func(p *Pass) {
		p.shellRuns(func(in *syntax.Instruction, s *syntax.Script) {
			var update *syntax.PackageCall
			for _, call := range s.PackageCalls("apt-get", "apt") {
				if aptUpdates(call) {
					update = call
				} else if aptReadsLists(call) {
					return
				}
			}
			if update == nil || len(s.Steps) == 0 {
				return
			}
			install := p.nextInstall(in)
			if install == nil && !updateOnly(s) {
				return // its other commands may install, such as a script
			}
			const effect = "Docker caches this layer, so a changed install uses old package lists and fails on versions the mirror has deleted. "
			if install == nil {
				p.Report(update.Command.Span, fmt.Sprintf(effect+"Run `%s update` in the RUN that installs.", update.Manager), nil)
				return
			}
			p.Report(update.Command.Span, effect+"Run the update and the install in one RUN.", p.joinUpdate(in, s, update, install))
		})
	},
}

// updateOnly reports whether a script does nothing but fetch package lists.
func updateOnly(s *syntax.Script) bool {
	for _, step := range s.Steps {
		if step.Command == nil {
			return false
		}
		if call := step.Command.Package(); call == nil || !aptUpdates(call) {
			return false
		}
	}
	return true
}

// nextInstall returns the next RUN of the stage that installs with apt. It returns nil if there is
// none, or if another update comes first.
func (p *Pass) nextInstall(in *syntax.Instruction) *syntax.Instruction {
	for _, later := range in.Stage.Instructions {
		if later.Index <= in.Index || later.Name != "RUN" || later.Script() == nil {
			continue
		}
		for _, call := range later.Script().PackageCalls("apt-get", "apt") {
			if aptUpdates(call) {
				return nil
			}
			if aptReadsLists(call) {
				return later
			}
		}
	}
	return nil
}

// joinUpdate returns the fix that moves the update into the install's RUN. It returns nil if
// something between them might need the lists, or if one of the scripts isn't plain.
func (p *Pass) joinUpdate(in *syntax.Instruction, s *syntax.Script, update *syntax.PackageCall, install *syntax.Instruction) *Fix {
	target := install.Script()
	if !updateOnly(s) || len(s.Steps) != 1 || len(in.Flags) > 0 || len(in.Heredocs) > 0 || len(install.Heredocs) > 0 || len(s.Comments) > 0 || len(target.Steps) == 0 || !p.wholeLines(in) {
		return nil
	}
	for _, between := range in.Stage.Instructions {
		if between.Index <= in.Index || between.Index >= install.Index {
			continue
		}
		switch between.Name {
		case "ENV", "LABEL", "WORKDIR", "EXPOSE", "VOLUME", "STOPSIGNAL", "CMD", "ENTRYPOINT":
		default:
			return nil
		}
	}
	if target.Steps[0].Command == nil || onlyOnFailure(target) || hasContinuedComment(p, in) {
		return nil
	}
	start := target.Steps[0].Span.Start
	return &Fix{
		Safety: Safe,
		Note:   "Fetches the package lists in the RUN that needs them.",
		Edits:  append(p.remove(in), insert(start, in.Joined.Read(update.Command.Span)+" && ")),
	}
}

// onlyOnFailure reports whether a script has an `||` between its steps. It would then also hide the
// failure of a command that is put before it with &&.
func onlyOnFailure(s *syntax.Script) bool {
	for _, step := range s.Steps {
		if step.Joint == "||" {
			return true
		}
	}
	return false
}

// hasContinuedComment reports whether there are comment lines inside an instruction: a fix that
// removes the instruction would lose them.
func hasContinuedComment(p *Pass, in *syntax.Instruction) bool {
	for _, c := range p.File.Comments {
		if in.Line <= c.Line && c.Line <= in.EndLine {
			return true
		}
	}
	return false
}
