package dockerfile

import (
	"path"
	"strings"

	"github.com/drydock-dev/drydock/syntax/shell"
)

// StartedProgram returns the program that a CMD or ENTRYPOINT starts, without its folder
// and version: "python3" for /usr/local/bin/python3.11.
func StartedProgram(in *Instruction) string {
	name := ""
	if in.JSON {
		if len(in.Args) > 0 {
			name = in.Args[0].Text
		}
	} else if s := in.Script(); s != nil && len(s.Commands) > 0 {
		name = s.Commands[0].Program()
	}
	name = name[strings.LastIndex(name, "/")+1:]
	if rest, ok := strings.CutPrefix(name, "python3."); ok && strings.Trim(rest, "0123456789") == "" {
		return "python3"
	}
	return name
}

// StartOf returns the later of a stage's own ENTRYPOINT and CMD, nil if it has
// neither.
func StartOf(stage *Stage) *Instruction {
	return lastOf(stage.Last("ENTRYPOINT"), stage.Last("CMD"))
}

// InheritedStart is like startOf, but includes what the stage inherits from its parents.
func InheritedStart(stage *Stage) *Instruction {
	return lastOf(stage.Inherited("ENTRYPOINT"), stage.Inherited("CMD"))
}

// lastOf returns the later of two instructions, either of which may be nil.
func lastOf(a, b *Instruction) *Instruction {
	if a == nil || b != nil && b.Index > a.Index {
		return b
	}
	return a
}

// StartWords returns the commands of a CMD or ENTRYPOINT as words. For a shell with a script
// on its command line, it returns the script's commands.
func StartWords(in *Instruction) [][]string {
	if s := StartScript(in); s != nil {
		return s.Values()
	}
	if !in.JSON || len(in.Args) == 0 {
		return nil
	}
	var words []string
	for _, a := range in.Args {
		words = append(words, a.Text)
	}
	return [][]string{words}
}

// StartScript returns the script of a CMD or ENTRYPOINT: its shell form, or what it gives to a shell
// on the command line. It returns nil for other programs.
func StartScript(in *Instruction) *shell.Script {
	if s := in.Script(); s != nil {
		return s
	}
	if a := in.Args; in.JSON && len(a) > 2 && shell.IsShell(path.Base(a[0].Text)) && strings.HasSuffix(a[1].Text, "c") && strings.HasPrefix(a[1].Text, "-") {
		return shell.ParseText([]byte(a[2].Text))
	}
	return nil
}
