package rules

import (
	"github.com/drydock-dev/drydock/syntax"
)

var runAptUpdateAlone = &Rule{
	ID:       "run-apt-update-alone",
	Aliases:  []string{"DS-0017", "CKV_DOCKER_5"},
	Severity: Warning,
	Profile:  Recommended,
	Since:    "1.0",
	Summary:  "`apt-get update` in a layer of its own goes stale while the install changes",
	Doc: "Docker keeps the layer of `RUN apt-get update` until its text changes, which is\n" +
		"never. When a package is added to the install below months later, the install\n" +
		"runs against the old lists and asks for versions that the mirror has long\n" +
		"deleted: the build fails with 404, on some machines only. In one RUN both are\n" +
		"made anew together.",
	FixDoc: "Moves the update into the RUN that installs, in front of the install. What is installed stays the same.",
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
				return // what it is for cannot be seen: a script may install
			}
			message := "Docker caches this layer for good, so a later change of the install runs against old package lists and fails on versions that the mirror no longer has. "
			if install == nil {
				p.Report(update.Command.Span, message+"Run `"+update.Manager+" update` in the RUN that installs.", nil)
				return
			}
			p.Report(update.Command.Span, message+"Run the update and the install in one RUN.", p.joinUpdate(in, s, update, install))
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

// nextInstall returns the next RUN of the stage that installs with apt and has
// no update before that, nil if there is none.
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

// joinUpdate returns the fix that moves the update into the install's RUN, nil
// where something between them might need it, or the scripts are not plain.
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

// onlyOnFailure reports whether a script's list has an `||`: a command put in
// front of it with && would be covered by it too.
func onlyOnFailure(s *syntax.Script) bool {
	for _, step := range s.Steps {
		if step.Joint == "||" {
			return true
		}
	}
	return false
}

// hasContinuedComment reports whether comment lines stand inside the
// instruction's lines; they would be lost with it.
func hasContinuedComment(p *Pass, in *syntax.Instruction) bool {
	for _, c := range p.File.Comments {
		if in.Line <= c.Line && c.Line <= in.EndLine {
			return true
		}
	}
	return false
}
