package config

import (
	"github.com/drydock-dev/drydock/lint"
)

var InlineIgnore = &lint.Rule{
	ID:       "inline-ignore",
	Aliases:  []string{"DL1001"},
	Severity: lint.Info,
	Profile:  lint.Recommended,
	OptIn:    true,
	Since:    "1.0",
	Summary:  "a comment turns a rule off",
	Doc: "Some teams want all exceptions in one place: the settings, where they are reviewed.\n" +
		"Turned on (`rules: {inline-ignore: warning}`), this rule reports each comment in a\n" +
		"Dockerfile that turns rules off. It is off by default.",
	FixDoc: "None: only you know whether the exception is wanted.",
	Check: lint.Dockerfile(func(p *lint.DockerfilePass) {
		last := 0 // the line of the comment reported last: one may name several rules
		for _, i := range ignoresIn(p.File) {
			if i.comment.Line > last {
				last = i.comment.Line
				p.Report(i.comment.Span, "This comment turns rules off. Move the exception to the settings, where exceptions are reviewed.", nil)
			}
		}
	}),
}
