package rules

import (
	"path"
	"slices"
	"strings"

	"github.com/drydock-dev/drydock/syntax"
)

var healthcheckToolMissing = &Rule{
	ID:       "healthcheck-tool-missing",
	Severity: Warning,
	Profile:  Recommended,
	Since:    "1.0",
	Summary:  "a HEALTHCHECK by a program that the image does not have",
	Doc: "The check runs inside the container, with what is installed there. Small images have\n" +
		"neither `curl` nor `wget`, so the check fails however well the program is, and the\n" +
		"container is marked unhealthy and may be restarted for ever.\n\n" +
		"The rule speaks only where the base is known to lack the program and nothing in the\n" +
		"file brings it.",
	FixDoc: "None: installing the program, or checking with one that is there, are both right; which one only you can say.",
	Check: func(p *Pass) {
		stage := p.finalStage()
		in := stage.Last("HEALTHCHECK")
		if in == nil || p.mayInstall(stage, in) {
			return
		}
		for _, tool := range healthTools(in) {
			if p.Base(stage).Lacks(tool) && !mentions(stage, tool, in) {
				p.Report(in.Span, "The check needs `"+tool+"`, and `"+stage.Root().Base+"` does not have it: the container is reported as unhealthy whatever it does. Install `"+tool+"`, or check with a program that is there.", nil)
				return
			}
		}
	},
}

// healthTools returns the programs that a HEALTHCHECK calls and that a base
// may lack.
func healthTools(in *syntax.Instruction) []string {
	var programs []string
	if s := in.Script(); s != nil {
		for _, c := range s.Commands {
			programs = append(programs, c.Program())
		}
	} else if in.JSON && len(in.Args) > 1 {
		programs = append(programs, path.Base(in.Args[1].Text))
		if shellProgram(programs[0]) {
			programs = strings.FieldsFunc(in.Args[len(in.Args)-1].Text, func(r rune) bool { return strings.ContainsRune(" |;&()", r) })
		}
	}
	return slices.DeleteFunc(programs, func(name string) bool { return name != "curl" && name != "wget" })
}

// mayInstall reports whether something in a stage, or those that it starts
// from, may install what the file does not name: a script of the context, a
// list of packages in a variable.
func (p *Pass) mayInstall(stage *syntax.Stage, check *syntax.Instruction) bool {
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
				if name := c.Program(); name == "" || strings.HasSuffix(name, ".sh") || shellProgram(name) || strings.Contains(c.Words[0].Value, "/") {
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

// mentions reports whether an instruction of a stage, or those that it starts
// from, other than one names a program.
func mentions(stage *syntax.Stage, tool string, except *syntax.Instruction) bool {
	for s := stage; s != nil; s = s.Parent {
		for _, in := range s.Instructions {
			if in != except && strings.Contains(in.Text(), tool) {
				return true
			}
		}
	}
	return false
}
