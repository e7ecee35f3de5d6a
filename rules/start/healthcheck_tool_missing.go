package start

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/drydock-dev/drydock/lint"
	"github.com/drydock-dev/drydock/syntax/dockerfile"
	"github.com/drydock-dev/drydock/syntax/shell"
)

var HealthcheckToolMissing = &lint.Rule{
	ID:       "healthcheck-tool-missing",
	Severity: lint.Warning,
	Profile:  lint.Recommended,
	Since:    "1.0",
	Summary:  "a HEALTHCHECK that needs a program the image doesn't have",
	Doc: "The check runs inside the container, with what is installed there. Small images have\n" +
		"neither `curl` nor `wget`. The check then fails however healthy the app is, and the\n" +
		"container is marked unhealthy and may be restarted forever.\n\n" +
		"This rule reports a check only if the base is known to lack the program and nothing in\n" +
		"the file brings it.",
	FixDoc: "None: you can install the program, or check with one that the image has. Only you know which is better.",
	Check: lint.Dockerfile(func(p *lint.DockerfilePass) {
		stage := p.File.FinalStage()
		in := stage.Last("HEALTHCHECK")
		if in == nil || mayInstall(stage, in) {
			return
		}
		for _, tool := range healthTools(in) {
			if p.Facts.Base(stage).Lacks(tool) && !mentions(stage, tool, in) {
				p.Report(in.Span, fmt.Sprintf("Docker always reports this container as unhealthy: the check needs `%[1]s`, which `%[2]s` doesn't have. Install `%[1]s`, or check with a program that is there.", tool, stage.Root().Base), nil)
				return
			}
		}
	}),
}

// healthTools returns the programs that a HEALTHCHECK calls and a base may lack.
func healthTools(in *dockerfile.Instruction) []string {
	var programs []string
	if s := in.Script(); s != nil {
		for _, c := range s.AllCommands() {
			programs = append(programs, c.Program())
		}
	} else if in.JSON && len(in.Args) > 1 {
		programs = append(programs, path.Base(in.Args[1].Text))
		if shell.IsShell(programs[0]) {
			programs = nil
			for _, c := range shell.ParseText([]byte(in.Args[len(in.Args)-1].Text)).AllCommands() {
				programs = append(programs, c.Program())
			}
		}
	}
	return slices.DeleteFunc(programs, func(name string) bool { return name != "curl" && name != "wget" })
}

// mayInstall reports whether a stage, or one it starts from, may install something that the
// file doesn't name: by a script from the context, or from a variable.
func mayInstall(stage *dockerfile.Stage, check *dockerfile.Instruction) bool {
	for s := stage; s != nil; s = s.Parent {
		for _, in := range s.Instructions {
			if in.Name != "RUN" {
				continue
			}
			script := in.Script()
			if script == nil || script.Tree == nil {
				return true
			}
			for _, c := range script.Commands {
				if name := c.Program(); name == "" || strings.HasSuffix(name, ".sh") || shell.IsShell(name) || strings.Contains(c.Words[0].Value, "/") {
					return true
				}
				if call := c.Package(); call != nil && call.Installs() && !call.Literal() {
					return true
				}
			}
		}
	}
	return false
}

// mentions reports whether a stage, or one it starts from, names a program in any
// instruction but one.
func mentions(stage *dockerfile.Stage, tool string, except *dockerfile.Instruction) bool {
	for s := stage; s != nil; s = s.Parent {
		for _, in := range s.Instructions {
			if in != except && mentionsTool(in, tool) {
				return true
			}
		}
	}
	return false
}

func mentionsTool(in *dockerfile.Instruction, tool string) bool {
	for word := range in.Words() {
		if strings.Contains(word, tool) {
			return true
		}
	}
	return false
}
