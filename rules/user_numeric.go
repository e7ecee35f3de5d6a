package rules

import (
	"strconv"
	"strings"
)

var userNumeric = &Rule{
	ID:       "user-numeric",
	Aliases:  []string{"DL3066"},
	Severity: Info,
	Profile:  Strict,
	Since:    "1.0",
	Summary:  "USER names a user, where a number says more",
	Doc: "Kubernetes' `runAsNonRoot` looks at the image alone, which does not tell what number a\n" +
		"name stands for: it refuses to start the container. A number can be checked.",
	FixDoc: "None: which number the user has is in the image.",
	Check: func(p *Pass) {
		final := p.finalStage()
		in := final.Inherited("USER")
		if in == nil || len(in.Args) == 0 {
			return
		}
		name, _, _ := strings.Cut(strings.Trim(in.Args[0].Text, `"'`), ":")
		if _, err := strconv.Atoi(name); err != nil && name != "root" && !strings.Contains(name, "$") {
			p.Report(in.Args[0].Span, "Kubernetes' `runAsNonRoot` cannot tell what number `"+name+"` stands for, and refuses to start the container. Write the user's number.", nil)
		}
	},
}
