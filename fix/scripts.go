package fix

import (
	"fmt"
	"strings"

	"github.com/drydock-dev/drydock/facts"
	"github.com/drydock-dev/drydock/proof/rehearsal"
	"github.com/drydock-dev/drydock/syntax"
	"github.com/drydock-dev/drydock/syntax/dockerfile"
	"github.com/drydock-dev/drydock/syntax/shell"
)

// scriptsOf returns a file's scripts in lists, by what runs them. Those of one list run one after the
// other, as the RUNs of a stage; lists don't depend on each other.
func scriptsOf(file syntax.File, known *facts.Facts) map[string][]rehearsal.Script {
	lists := map[string][]rehearsal.Script{}
	switch f := file.(type) {
	case *dockerfile.File:
		// Each fix is compared with the same text.
		return f.Derive("rehearsed scripts", func() any {
			for _, stage := range f.Stages {
				addStage(lists, stage, known)
			}
			for _, list := range lists {
				rehearsal.Identify(list) // several comparisons read it
			}
			return lists
		}).(map[string][]rehearsal.Script)
	case syntax.Embedder:
		for _, e := range f.Embedded() {
			for name, list := range scriptsOf(e.File, known) {
				lists[e.Place+": "+name] = list
			}
		}
	case shell.Holder:
		for i, s := range f.Scripts() {
			name := fmt.Sprintf("script %d", i)
			lists[name] = []rehearsal.Script{plainScript(f.Kind(), s)}
		}
	}
	return lists
}

// plainScript returns a script that no RUN holds. GitHub starts the scripts of a workflow with -e.
// https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idstepsshell
func plainScript(kind syntax.Kind, s *shell.Script) rehearsal.Script {
	script := rehearsal.Script{Text: string(s.Text), Errexit: kind == syntax.Workflow, Bash: kind == syntax.Workflow}
	if line, ok := strings.CutPrefix(script.Text, "#!"); ok {
		line, _, _ = strings.Cut(line, "\n")
		setShell(&script, strings.Fields(line))
	}
	if s.Tree == nil {
		script.Why = "the shell parser rejects it, or it's for another shell"
	}
	return script
}

// addStage adds the scripts of a stage: the RUNs in one list, what its image starts in another, and each
// trigger and health check by itself.
func addStage(lists map[string][]rehearsal.Script, stage *dockerfile.Stage, known *facts.Facts) {
	name := func(what string) string { return fmt.Sprintf("stage %d: %s", stage.Index, what) }
	image := name
	if stage.Final { // what the image starts, whichever stage it is
		image = func(what string) string { return "the image: " + what }
	}
	triggers := 0
	for _, in := range stage.Instructions {
		switch {
		case in.Name == "RUN":
			lists[name("build")] = append(lists[name("build")], instructionScript(in, known))
		case in.Trigger != nil && in.Trigger.Name == "RUN":
			triggers++
			lists[name(fmt.Sprintf("trigger %d", triggers))] = []rehearsal.Script{instructionScript(in.Trigger, known)}
		case (in.Name == "CMD" || in.Name == "ENTRYPOINT") && in == stage.Last(in.Name):
			start := instructionScript(in, known)
			start.Settings = ""               // the program counts that it starts
			start.Dir = stage.After().Workdir // the image's, wherever CMD stands
			lists[image("start")] = append(lists[image("start")], start)
		case in.Name == "HEALTHCHECK" && len(in.Args) > 1 && in == stage.Last(in.Name):
			lists[image("health")] = []rehearsal.Script{instructionScript(in, known)}
		}
	}
}

// instructionScript returns what an instruction runs.
func instructionScript(in *dockerfile.Instruction, known *facts.Facts) rehearsal.Script {
	s := rehearsal.Script{User: userAt(in, known), Dir: in.Before.Workdir, Follows: in.Name == "RUN"}
	in.Stage.EachVariable(in, func(name, value string, known bool) {
		s.Vars = append(s.Vars, rehearsal.Var{Name: name, Value: value, Known: known})
	})
	text, ok := in.ShellText()
	switch {
	case in.JSON:
		for _, a := range in.Args {
			s.Argv = append(s.Argv, a.Text)
		}
		if in.Name == "HEALTHCHECK" {
			s.Argv = s.Argv[min(1, len(s.Argv)):]
		}
		if len(s.Argv) == 0 {
			s.Argv, s.Why = nil, "it's empty"
		}
	case !ok || !in.UnixShell():
		s.Text, s.Why = text, "no Unix shell that Drydock reads runs it"
	default:
		s.Text = text
		program := in.Interpreter()
		if program == nil {
			program = in.Before.Shell
		}
		setShell(&s, program)
	}
	for _, flag := range in.Flags {
		s.Settings += " --" + flag.Name + "=" + flag.Value
	}
	return s
}

// setShell sets what starts a script: a program with its options.
func setShell(s *rehearsal.Script, program []string) {
	s.Settings += strings.Join(program, " ")
	for i, word := range program {
		if i > 0 && len(word) > 1 && word[0] == '-' && word[1] != '-' {
			s.Errexit = s.Errexit || strings.Contains(word, "e")
		}
		s.Errexit = s.Errexit || word == "errexit"
		s.Pipefail = s.Pipefail || word == "pipefail"
		s.Bash = s.Bash || shell.Name(word) == "bash"
	}
}

// userAt returns the user who runs an instruction, "" if nothing says it.
func userAt(in *dockerfile.Instruction, known *facts.Facts) string {
	user, _, _ := strings.Cut(in.Before.User, ":")
	if base := known.Base(in.Stage); user == "" && base.Known {
		user = base.User
	}
	if user == "0" {
		return "root"
	}
	return user
}
