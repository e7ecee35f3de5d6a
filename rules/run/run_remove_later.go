package run

import (
	"fmt"
	"slices"
	"strings"

	"github.com/drydock-dev/drydock/debian"
	"github.com/drydock-dev/drydock/effects"
	"github.com/drydock-dev/drydock/lint"
	"github.com/drydock-dev/drydock/syntax/dockerfile"
	"github.com/drydock-dev/drydock/syntax/shell"
)

var RemoveLater = &lint.Rule{
	ID:       "run-remove-later",
	Severity: lint.Warning,
	Profile:  lint.Recommended,
	Since:    "1.0",
	Summary:  "packages are removed in a later layer but still ship",
	Doc: "Each RUN makes a layer, and a later one can only hide what an earlier one holds. Packages that\n" +
		"one RUN installs and another removes are pulled with every image. So install them, use them\n" +
		"and remove them in one RUN:\n\n" +
		"`RUN apt-get update && apt-get install -y gcc && pip install -r requirements.txt && apt-get\n" +
		"purge -y --auto-remove gcc && rm -rf /var/lib/apt/lists/*`\n\n" +
		"Or install them in a build stage and copy what was built with `COPY --from`.\n\n" +
		"Everyone is told of compilers and of what is known to take 20 MB or more, by Debian's package\n" +
		"data. The rest is reported in the strict profile.",
	FixDoc: "Joins the RUNs from the install to the removal, where nothing between them has to stay there. What a COPY between them brings is copied above, so a change to it reruns the joined RUN. None is offered if a step in between may depend on that order.",
	Safety: lint.Review,
	Check: lint.Dockerfile(func(p *lint.DockerfilePass) {
		p.File.RunPackageCalls(func(in *dockerfile.Instruction, call *shell.PackageCall) {
			if call.Removes() && !call.Installs() && !in.IsTrigger() && !call.Command.Place.Optional() && p.File.Ships(in.Stage) {
				reportRemoved(p, in, call)
			}
		}, systemManagers...)
	}),
}

// removed are the packages that a call removes, and the call of a RUN above that installs some of them.
type removed struct {
	in, install *dockerfile.Instruction
	call, by    *shell.PackageCall
	names       []string // that the install names, or the name that it gives them all
	packages    []string // that the install brings, of those
}

// reportRemoved reports a removal of what an earlier RUN installs.
func reportRemoved(p *lint.DockerfilePass, in *dockerfile.Instruction, call *shell.PackageCall) {
	r, found := installedAbove(in, call)
	if !found {
		return
	}
	message := fmt.Sprintf("Removing %s frees nothing: the layer from line %d still ships %s. Install, use and remove %[3]s in one RUN that ends with `%s`.",
		listed(r.names), r.install.Line, pronoun(r.names), r.command())
	report := p.ReportStrict
	if r.isWorthIt(p) {
		report = p.Report
	}
	fix := joinRemoval(p, r.install, in)
	if fix != nil && r.leavesDependencies() {
		fix.Note += " With `--auto-remove`, what they brought along goes too."
	}
	report(call.Command.Span, message, fix)
}

// command returns the removal as it is to be written: with all that only the packages needed. Of a long one
// it has the first words.
func (r *removed) command() string {
	var words []string
	for _, w := range r.call.Command.AllWords() {
		words = append(words, w.Source)
		if w.Span == r.call.VerbWord.Span && r.leavesDependencies() {
			words = append(words, "--auto-remove")
		}
	}
	if len(words) > 9 {
		words = append(words[:8:8], "…")
	}
	return strings.Join(words, " ")
}

// leavesDependencies reports whether what the packages brought along stays after the removal. Only apt
// leaves it.
func (r *removed) leavesDependencies() bool {
	if !slices.Contains(shell.AptPrograms, r.call.Manager) || r.call.Has("--auto-remove", "--autoremove") {
		return false
	}
	return !slices.ContainsFunc(r.in.Script().AllPackageCalls(shell.AptPrograms...), func(call *shell.PackageCall) bool {
		return call.Removes() && strings.HasPrefix(call.Verb, "auto")
	})
}

// installedAbove returns the packages that a removal finds installed by the nearest RUN above that has any
// of them. found is false for none, and where that's the RUN itself.
func installedAbove(in *dockerfile.Instruction, call *shell.PackageCall) (r removed, found bool) {
	names, _ := namesOf(in, call.Packages)
	managers := shell.CacheOf(call.Manager).Managers
	for stage := in.Stage; stage != nil && len(names) > 0; stage = stage.Parent {
		for _, above := range slices.Backward(stage.Instructions) {
			if above.Name != "RUN" || above.Index > in.Index || above.Script() == nil {
				continue
			}
			for _, by := range slices.Backward(above.Script().AllPackageCalls(managers...)) {
				own := above == in && by.Command.Span.Start > call.Command.Span.Start
				if !by.Installs() || own {
					continue
				}
				r = removed{in: in, install: above, call: call, by: by}
				if r.match(names); len(r.names) > 0 {
					return r, above != in && !by.Command.Place.Optional()
				}
			}
		}
	}
	return removed{}, false
}

// match fills in which of some names the install brings.
func (r *removed) match(names []string) {
	installed, _ := namesOf(r.install, r.by.Packages)
	virtual, _ := namesOf(r.install, r.by.OptionValues("-t", "--virtual"))
	for _, name := range names {
		switch {
		case slices.Contains(r.names, name):
		case slices.Contains(installed, name):
			r.names, r.packages = append(r.names, name), append(r.packages, name)
		case r.by.Manager == "apk" && slices.Contains(virtual, name):
			r.names, r.packages = append(r.names, name), append(r.packages, installed...)
		}
	}
}

// isWorthIt reports whether what the removal would free matters to everyone: by the packages' data where
// the image's release has them, else by their names.
func (r *removed) isWorthIt(p *lint.DockerfilePass) bool {
	releases := debianOf(p.Facts, r.install)
	if len(releases) == 0 {
		return slices.ContainsFunc(r.packages, effects.IsCompiler)
	}
	return leastBytes(releases, func(release *debian.Release) debian.Set {
		return release.Installed(r.packages, !r.by.Has("--no-install-recommends"))
	}) >= worthSaying
}
