package rules

import (
	"slices"

	"github.com/drydock-dev/drydock/syntax"
)

var runPipExternallyManaged = &Rule{
	ID:       "run-pip-externally-managed",
	Severity: Error,
	Profile:  Recommended,
	Since:    "1.0",
	Summary:  "pip refuses to install into the system's own Python",
	Doc: "Since Debian 12, Ubuntu 23.04, Fedora 38 and Alpine 3.19, the system's Python belongs\n" +
		"to the system's package manager. pip refuses to install into it, with\n" +
		"\"externally-managed-environment\", so that it can't break the system's own programs\n" +
		"(PEP 668). A virtual environment is a Python of your own on top of it.\n\n" +
		"The rule is silent where the file creates one, or gives pip\n" +
		"`--break-system-packages`.",
	FixDoc: "Creates a virtual environment in `/opt/venv` above the install and puts it first on PATH. On Debian and Ubuntu, also adds `python3-venv` to the install of Python. `python` and `pip` below then come from the environment: check programs that need the system's Python.",
	Safety: Review,
	Check: func(p *Pass) {
		for _, stage := range p.File.Stages {
			root := stage.Root()
			if !root.BaseKnown || !managedPython(p.image(root.Base)) {
				continue
			}
			if in, call := pipIntoSystem(stage); call != nil {
				p.Report(call.Command.Span, "The build stops here with \"externally-managed-environment\": pip refuses to install into the system's Python. Create a virtual environment and put it on PATH.", p.makeEnvironment(stage, in))
			}
		}
	},
}

// makeEnvironment returns the fix. It is nil where no RUN above is seen to install Python, or
// where the user isn't root.
func (p *Pass) makeEnvironment(stage *syntax.Stage, in *syntax.Instruction) *Fix {
	if stage.After().User != "" && stage.After().User != "root" || in.Before.User != "" && in.Before.User != "root" {
		return nil
	}
	var install *syntax.PackageCall
	var python syntax.Word
	for s := stage; s != nil && install == nil; s = s.Parent {
		for _, other := range s.Instructions {
			if other.Name != "RUN" || other.Index >= in.Index {
				continue
			}
			for _, call := range other.Script().PackageCalls(systemManagers...) {
				for _, w := range call.Packages {
					if call.Installs() && (w.Value == "python3" || w.Value == "python3-pip" || w.Value == "py3-pip") {
						install, python = call, w
					}
				}
			}
		}
	}
	if install == nil {
		return nil
	}
	nl := p.File.LineEnding()
	run, env := likeCase("RUN", p.File.Text(in.Keyword)), likeCase("ENV", p.File.Text(in.Keyword))
	fix := &Fix{
		Safety: Review,
		Note:   "`python` and `pip` below will come from `/opt/venv`. Check programs that need the system's Python.",
		Edits:  []Edit{insert(p.File.FullLineSpan(p.File.CommentsAbove(in)).Start, run+" python3 -m venv /opt/venv"+nl+env+" PATH=/opt/venv/bin:$PATH"+nl)},
	}
	if install.Manager != "apk" && !slices.Contains(install.PackageNames(), "python3-venv") {
		fix.Edits = append(fix.Edits, insert(python.Span.End, " python3-venv"))
	}
	return fix
}
