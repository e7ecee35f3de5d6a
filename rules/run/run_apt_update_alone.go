package run

import (
	"fmt"

	"github.com/drydock-dev/drydock/lint"
	"github.com/drydock-dev/drydock/lint/edit"
	"github.com/drydock-dev/drydock/syntax/dockerfile"
	"github.com/drydock-dev/drydock/syntax/shell"
)

var AptUpdateAlone = &lint.Rule{
	ID:       "run-apt-update-alone",
	Aliases:  []string{"DS-0017", "CKV_DOCKER_5"},
	Severity: lint.Warning,
	Profile:  lint.Recommended,
	Since:    "1.0",
	Summary:  "`apt-get update` in its own layer goes stale when the install changes",
	Doc: "Docker reuses the layer of `RUN apt-get update` until its text changes, which is never. If\n" +
		"you add a package to the install months later, it runs against the old lists and asks for\n" +
		"versions that the mirror has long deleted. The build fails with a 404, and only on some\n" +
		"machines. In one RUN, both always run together.",
	FixDoc: "Moves the update to the start of the RUN that installs. The same packages are installed.",
	Safety: lint.Safe,
	Check: lint.Dockerfile(func(p *lint.DockerfilePass) {
		p.File.ShellRuns(func(in *dockerfile.Instruction, s *shell.Script) {
			var update *shell.PackageCall
			for _, call := range s.PackageCalls("apt-get", "apt") {
				if call.Refreshes() {
					update = call
				} else if call.ReadsLists() {
					return
				}
			}
			if update == nil || len(s.Steps) == 0 {
				return
			}
			install := nextInstall(in)
			if install == nil && !updateOnly(s) {
				return // its other commands may install, such as a script
			}
			const effect = "Docker caches this layer, so a changed install uses old package lists and fails on versions the mirror has deleted. "
			if install == nil {
				p.About(listsAlone).Report(update.Command.Span, fmt.Sprintf(effect+"Run `%s update` in the RUN that installs.", update.Manager), nil)
				return
			}
			report := p.Report
			fix := joinUpdate(p.File, in, s, update, install)
			if fix == nil {
				report = p.About(listsAlone).Report
			}
			report(update.Command.Span, effect+"Run the update and the install in one RUN.", fix)
		})
	}),
}

// updateOnly reports whether a script does nothing but fetch package lists.
func updateOnly(s *shell.Script) bool {
	for _, step := range s.Steps {
		if step.Command == nil {
			return false
		}
		if call := step.Command.Package(); call == nil || !call.Refreshes() {
			return false
		}
	}
	return true
}

// nextInstall returns the next RUN of the stage that installs with apt. It returns nil if there is
// none, or if another update comes first.
func nextInstall(in *dockerfile.Instruction) *dockerfile.Instruction {
	for _, later := range in.Stage.Instructions {
		if later.Index <= in.Index || later.Name != "RUN" || later.Script() == nil {
			continue
		}
		for _, call := range later.Script().PackageCalls("apt-get", "apt") {
			if call.Refreshes() {
				return nil
			}
			if call.ReadsLists() {
				return later
			}
		}
	}
	return nil
}

// joinUpdate returns the fix that moves the update into the install's RUN. It returns nil if
// something between them might need the lists, or if one of the scripts isn't plain.
func joinUpdate(file *dockerfile.File, in *dockerfile.Instruction, s *shell.Script, update *shell.PackageCall, install *dockerfile.Instruction) *lint.Fix {
	target := install.Script()
	if !updateOnly(s) || len(s.Steps) != 1 || len(in.Flags) > 0 || len(in.Heredocs) > 0 || len(install.Heredocs) > 0 || len(s.Comments) > 0 || len(target.Steps) == 0 || !file.WholeLines(in) {
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
	if target.Steps[0].Command == nil || onlyOnFailure(target) || file.HasContinuedComment(in) {
		return nil
	}
	start := target.Steps[0].Span.Start
	return &lint.Fix{
		Priority: lint.Removes,
		Safety:   lint.Safe,
		Note:     "Fetches the package lists in the RUN that needs them.",
		Edits:    append(edit.RemoveInto(file, install, in), edit.Insert(start, in.Joined.Read(update.Command.Span)+" && ")),
		Calls:    lint.MovesCall(firstWords(update.Command)),
	}
}
