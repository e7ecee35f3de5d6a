package run

import (
	"slices"

	"github.com/drydock-dev/drydock/effects"
	"github.com/drydock-dev/drydock/images"
	"github.com/drydock-dev/drydock/lint"
	"github.com/drydock-dev/drydock/lint/edit"
	"github.com/drydock-dev/drydock/syntax/dockerfile"
	"github.com/drydock-dev/drydock/syntax/shell"
)

var PipExternallyManaged = &lint.Rule{
	ID:       "run-pip-externally-managed",
	Severity: lint.Error,
	Profile:  lint.Recommended,
	Since:    "1.0",
	Summary:  "pip refuses to install into the system's own Python",
	Doc: "Since Debian 12, Ubuntu 23.04, Fedora 38 and Alpine 3.19, the system's Python belongs\n" +
		"to the system's package manager. pip refuses to install into it, with\n" +
		"\"externally-managed-environment\", so that it can't break the system's own programs\n" +
		"(PEP 668). A virtual environment is a Python of your own on top of it.\n\n" +
		"The rule is silent where the file creates one, or gives pip\n" +
		"`--break-system-packages`.",
	FixDoc: "Creates a virtual environment in `/opt/venv` above the install and puts it first on PATH. On Debian and Ubuntu, also adds `python3-venv` to the install of Python. `python` and `pip` below then come from the environment: check programs that need the system's Python.",
	Safety: lint.Review,
	Check: lint.Dockerfile(func(p *lint.DockerfilePass) {
		for _, stage := range p.File.Stages {
			root := stage.Root()
			if !root.BaseKnown || !images.ManagedPython(p.Facts.Image(root.Base)) {
				continue
			}
			if in, call := effects.PipIntoSystem(stage); call != nil {
				p.Report(call.Command.Span, "The build stops here with \"externally-managed-environment\": pip refuses to install into the system's Python. Create a virtual environment and put it on PATH.", makeEnvironment(p.File, stage, in))
			}
		}
	}),
}

// makeEnvironment returns the fix. It is nil where no RUN above is seen to install Python, or
// where the user isn't root.
func makeEnvironment(file *dockerfile.File, stage *dockerfile.Stage, in *dockerfile.Instruction) *lint.Fix {
	if stage.After().User != "" && stage.After().User != "root" || in.Before.User != "" && in.Before.User != "root" {
		return nil
	}
	var install *shell.PackageCall
	var python shell.Word
	for s := stage; s != nil && install == nil; s = s.Parent {
		for _, other := range s.Instructions {
			if other.Name != "RUN" || other.Index >= in.Index {
				continue
			}
			for _, call := range other.Script().PackageCalls(shell.SystemManagers...) {
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
	nl := file.LineEnding()
	run, env := edit.LikeCase("RUN", file.Text(in.Keyword)), edit.LikeCase("ENV", file.Text(in.Keyword))
	fix := &lint.Fix{
		Safety: lint.Review,
		Note:   "`python` and `pip` below will come from `/opt/venv`. Check programs that need the system's Python.",
		Edits:  []lint.Edit{edit.Insert(file.FullLineSpan(file.CommentsAbove(in)).Start, run+" python3 -m venv /opt/venv"+nl+env+" PATH=/opt/venv/bin:$PATH"+nl)},
		Calls:  lint.AddsCall("python3 -m venv /opt/venv").Join(lint.Calls{Below: true}),
	}
	if install.Manager != "apk" && !slices.Contains(install.PackageNames(), "python3-venv") {
		fix.Edits = append(fix.Edits, edit.Insert(python.Span.End, " python3-venv"))
		fix.Calls = fix.Calls.Join(lint.RewritesWords(install.Command.Program(), python.Value, python.Value+" python3-venv"))
	}
	return fix
}
