package copy

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/drydock-dev/drydock/lint"
	"github.com/drydock-dev/drydock/syntax/dockerfile"
)

var WritableProgram = &lint.Rule{
	ID:       "copy-writable-program",
	Severity: lint.Info,
	Profile:  lint.Security,
	Since:    "1.0",
	Summary:  "the user that runs the program can change it",
	Doc: "An attacker who breaks into the program can then change the program itself, and stays in\n" +
		"until the container is replaced. Files that only root can write run just as well. Give\n" +
		"the user only the folders that the program writes to.",
	FixDoc: "None: only you know which folders the program writes to.",
	Check: lint.Dockerfile(func(p *lint.DockerfilePass) {
		stage := p.File.FinalStage()
		user, _, _ := strings.Cut(strings.Trim(stage.After().User, `"'`), ":")
		start := dockerfile.StartOf(stage)
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
				for _, d := range dockerfile.BroughtTo(in) {
					if slices.ContainsFunc(programs, func(f string) bool { return f == d || strings.HasPrefix(f, d+"/") }) {
						p.Report(in.Span, fmt.Sprintf("The program runs as `%[1]s`, which also owns it, so an attacker who breaks in can change it. Let root own it, and give `%[1]s` only what it writes.", user), nil)
						return
					}
				}
			}
		}
	}),
}

// startedFiles returns the absolute paths of the program and script that a CMD or
// ENTRYPOINT in JSON form names.
func startedFiles(start *dockerfile.Instruction, workdir string) []string {
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
