package rules

import (
	"path"
	"slices"
	"strings"

	"github.com/drydock-dev/drydock/syntax"
)

var copyWritableProgram = &Rule{
	ID:       "copy-writable-program",
	Severity: Info,
	Profile:  Security,
	Since:    "1.0",
	Summary:  "the program can be changed by the user that runs it",
	Doc: "A hole in the program is then a way to change the program itself: what was broken\n" +
		"into once stays so, until the container is replaced. Files that only root may write\n" +
		"run just as well; give the user only the folders that the program writes to.",
	FixDoc: "None: which folders the program writes to only you can say.",
	Check: func(p *Pass) {
		stage := p.finalStage()
		user, _, _ := strings.Cut(strings.Trim(stage.After().User, `"'`), ":")
		start := startOf(stage)
		if user == "" || user == "root" || user == "0" || start == nil {
			return
		}
		programs := startedFiles(start, stage.After().Workdir)
		for s := stage; s != nil; s = s.Parent {
			for _, in := range s.Instructions {
				owner, _, _ := strings.Cut(in.FlagValue("chown"), ":")
				if _, _, ok := in.Sources(); !ok || owner != user {
					continue
				}
				for _, d := range broughtTo(in) {
					if slices.ContainsFunc(programs, func(f string) bool { return f == d || strings.HasPrefix(f, d+"/") }) {
						p.Report(in.Span, "The program that this copies belongs to `"+user+"`, as which it runs: a hole in it is a way to change it. Leave it to root, and give `"+user+"` only what it writes.", nil)
						return
					}
				}
			}
		}
	},
}

// startedFiles returns the absolute paths that a CMD or ENTRYPOINT in JSON form
// names as its program or script.
func startedFiles(start *syntax.Instruction, workdir string) []string {
	var files []string
	for _, a := range start.Args[:min(2, len(start.Args))] {
		name := a.Text
		if start.JSON && name != "" && !strings.HasPrefix(name, "-") && strings.ContainsAny(name, "/.") {
			if !path.IsAbs(name) {
				if workdir == "" {
					continue
				}
				name = path.Join(workdir, name)
			}
			files = append(files, path.Clean(name))
		}
	}
	return files
}
