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

var BuildTools = &lint.Rule{
	ID:       "run-build-tools",
	Severity: lint.Info,
	Profile:  lint.Recommended,
	Since:    "1.0",
	Summary:  "the compilers for pip's packages stay in the image",
	Doc: "Some Python packages are compiled when they're installed. The compiler isn't needed after\n" +
		"that, but it ships with every image: some hundred megabytes to pull and to patch, and a tool\n" +
		"for whoever breaks in. Remove it at the end of the RUN that needs it; a later RUN can't, since\n" +
		"the layer keeps it:\n\n" +
		"`RUN apt-get update && apt-get install -y --no-install-recommends gcc libc6-dev libgomp1 &&\n" +
		"pip install -r requirements.txt && apt-get purge -y --auto-remove gcc libc6-dev && rm -rf\n" +
		"/var/lib/apt/lists/*`\n\n" +
		"`--auto-remove` also removes libraries that came along with a compiler or with headers, and\n" +
		"that a compiled package may load: name those in the install, as `libgomp1` here and `libpq5`\n" +
		"beside `libpq-dev`. A build stage needs no removal: install into a virtual environment there\n" +
		"and copy that.\n\n" +
		"This rule reports compilers that the final stage installs where pip runs in the same RUN or\n" +
		"below, no later step uses them, the container is known to start a program that isn't a\n" +
		"compiler, and none of pip's packages is known to compile at run time. If their list isn't in\n" +
		"the repository, that's for the strict profile.",
	FixDoc: "None: only you know which libraries the compiled packages load.",
	Check: lint.Dockerfile(func(p *lint.DockerfilePass) {
		p.File.RunPackageCalls(func(in *dockerfile.Instruction, call *shell.PackageCall) {
			if !call.Installs() || in.IsTrigger() || !dockerfile.StartsFrom(p.File.FinalStage(), in.Stage) {
				return
			}
			installed, _ := namesOf(in, call.Packages)
			compilers := slices.DeleteFunc(slices.Clone(installed), func(name string) bool { return !effects.IsCompiler(name) })
			if len(compilers) > 0 {
				reportTools(p, in, call, compilers)
			}
		}, "apt-get", "apt", "apk")
	}),
}

// reportTools reports compilers that only pip needs.
func reportTools(p *lint.DockerfilePass, in *dockerfile.Instruction, call *shell.PackageCall, compilers []string) {
	use := pipAfter(p, in, call)
	releases := debianOf(p.Facts, in)
	size := leastBytes(releases, func(release *debian.Release) debian.Set {
		return release.Installed(compilers, !call.Has(noRecommends))
	})
	if !use.only || len(use.runs) == 0 || len(releases) > 0 && size < worthSaying || !startsWithout(p, &effects.DevDependencies{}) {
		return
	}
	remove := "apt-get purge -y --auto-remove "
	if call.Manager == "apk" {
		remove = "apk del "
	}
	user, _ := call.Command.UserWords()
	remove = user + remove + strings.Join(compilers, " ")
	where := "Install %s, run pip and end with `%s` in one RUN"
	if len(use.runs) == 1 && use.runs[0] == in {
		where = "End the RUN that installs %s with `%s`"
	}
	report := p.ReportStrict
	if use.known {
		report = p.Report
	}
	weight := ""
	if size > 0 {
		weight = fmt.Sprintf(" (%s)", megabytes(size))
	}
	advice := fmt.Sprintf(where+", and name the libraries that pip's packages load; or build in another stage.", pronoun(compilers), remove)
	verb := "ship"
	if len(compilers) == 1 {
		verb = "ships"
	}
	report(call.Command.Span, fmt.Sprintf("%s %s with the image%s, though only pip needs %s. %s", listed(compilers), verb, weight, pronoun(compilers), advice), nil)
}

// pipUse is what pip does below an install.
type pipUse struct {
	only  bool // nothing else may use a compiler, and nothing removes it
	known bool // all its packages are known, and none compiles at run time
	runs  []*dockerfile.Instruction
}

// pipAfter returns what pip does behind a call, in the final image.
func pipAfter(p *lint.DockerfilePass, in *dockerfile.Instruction, call *shell.PackageCall) pipUse {
	use := pipUse{only: true, known: true}
	p.File.ShellRuns(func(later *dockerfile.Instruction, s *shell.Script) {
		if later.Index < in.Index || !dockerfile.StartsFrom(later.Stage, in.Stage) {
			return
		}
		for _, c := range s.AllCommands() {
			if later == in && c.Span.Start <= call.Command.Span.Start {
				continue
			}
			other := c.Package()
			switch {
			case other != nil && other.Manager == "pip" && other.Installs():
				names, known := effects.PipPackages(other, func(name string) []byte { return p.Facts.ReadInContext(p.File, name) })
				use.known = use.known && known && !slices.ContainsFunc(names, effects.PipCompilesLater)
				if !slices.Contains(use.runs, later) {
					use.runs = append(use.runs, later)
				}
			case other != nil && other.Removes(), !leavesPackagesAlone(c):
				use.only = false
			}
		}
	})
	for later := range p.File.Triggered() {
		shellForm := later.Script() != nil && later.Script().Tree != nil
		use.only = use.only && !copiesFrom(p.File, later, in.Stage) && (later.Name != "RUN" || shellForm)
	}
	return use
}
