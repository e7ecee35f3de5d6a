package rules

import (
	"regexp"
	"slices"

	"github.com/drydock-dev/drydock/syntax"
)

var cmdJSONVariable = &Rule{
	ID:       "cmd-json-variable",
	Severity: Warning,
	Profile:  Recommended,
	Since:    "1.0",
	Summary:  "a variable in the JSON form, where nobody expands it",
	Doc: "The JSON form starts the program without a shell, so `$PORT` reaches it as these five\n" +
		"letters. A shell form with `exec` expands it and still makes the program process 1.",
	FixDoc: "None: which parts a shell should see only you can say. `CMD exec program --port \"$PORT\"` expands it.",
	Check: func(p *Pass) {
		for in := range p.triggered() {
			if in.Name != "CMD" && in.Name != "ENTRYPOINT" || !in.JSON || len(in.Args) == 0 {
				continue
			}
			if slices.ContainsFunc(in.Args, func(a syntax.Arg) bool {
				return slices.Contains([]string{"sh", "bash", "ash", "dash", "zsh", "ksh", "busybox", "cmd", "powershell", "pwsh", "eval", "envsubst"}, shellName(a.Text))
			}) {
				continue
			}
			for _, a := range in.Args {
				if name := jsonVariable.FindString(a.Text); name != "" {
					p.Report(a.Span, "Without a shell nobody expands `"+name+"`: the program gets it letter by letter. Write `"+in.Name+" exec …` without the brackets.", nil)
				}
			}
		}
	},
}

// jsonVariable matches a variable as a shell would expand it.
var jsonVariable = regexp.MustCompile(`\$(?:[A-Z_][A-Z0-9_]*\b|\{[A-Za-z_][A-Za-z0-9_]*\})`)
