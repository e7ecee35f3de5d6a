package start

import (
	"fmt"
	"regexp"
	"slices"

	"github.com/drydock-dev/drydock/lint"
	"github.com/drydock-dev/drydock/syntax/dockerfile"
	"github.com/drydock-dev/drydock/syntax/shell"
)

var CmdJSONVariable = &lint.Rule{
	ID:       "cmd-json-variable",
	Severity: lint.Warning,
	Profile:  lint.Recommended,
	Since:    "1.0",
	Summary:  "a variable in the JSON form, where nothing expands it",
	Doc: "The JSON form starts the program without a shell, so `$PORT` reaches it as these five\n" +
		"characters. The shell form with `exec` expands it and still makes the program process 1.",
	FixDoc: "None: only you know which parts a shell should see. `CMD exec program --port \"$PORT\"` expands it.",
	Check: lint.Dockerfile(func(p *lint.DockerfilePass) {
		for in := range p.File.Triggered() {
			if in.Name != "CMD" && in.Name != "ENTRYPOINT" || !in.JSON || len(in.Args) == 0 {
				continue
			}
			if slices.ContainsFunc(in.Args, func(a dockerfile.Arg) bool {
				return slices.Contains([]string{"sh", "bash", "ash", "dash", "zsh", "ksh", "busybox", "cmd", "powershell", "pwsh", "eval", "envsubst"}, shell.Name(a.Text))
			}) {
				continue
			}
			for _, a := range in.Args {
				if name := jsonVariable.FindString(a.Text); name != "" {
					p.Report(a.Span, fmt.Sprintf("The program gets the literal text `%s`: there's no shell to expand it. Write `%s exec …` without the brackets.", name, in.Name), nil)
				}
			}
		}
	}),
}

// jsonVariable matches a variable that a shell would expand.
var jsonVariable = regexp.MustCompile(`\$(?:[A-Z_][A-Z0-9_]*\b|\{[A-Za-z_][A-Za-z0-9_]*\})`)
