package rules

import (
	"strings"

	"github.com/drydock-dev/drydock/syntax"
)

var runGoPin = &Rule{
	ID:       "run-go-pin",
	Aliases:  []string{"DL3062"},
	Severity: Info,
	Profile:  Strict,
	Since:    "1.0",
	Summary:  "`go install` of a program without a version",
	Doc: "Without a version, or with `@latest`, the newest one is built that there is on the\n" +
		"day of the build. The same Dockerfile then gives another image next month.",
	FixDoc: "None: which version is right only you can say.",
	Check: func(p *Pass) {
		p.packageCalls(func(_ *syntax.Instruction, call *syntax.PackageCall) {
			if call.Verb != "install" && call.Verb != "get" && call.Verb != "run" {
				return
			}
			packages := call.Packages
			if call.Verb == "run" {
				packages = packages[:min(1, len(packages))] // the rest is for the program
			}
			for _, w := range packages {
				host, _, far := strings.Cut(w.Value, "/")
				if name, version, _ := strings.Cut(w.Value, "@"); far && w.Literal && strings.Contains(host, ".") && host != "." && host != ".." && host != "..." && (version == "" || version == "latest") {
					p.Report(w.Span, "`"+name+"` comes in whatever version there is on the day of the build. Write `"+name+"@v1.2.3`, with the version that you use.", nil)
				}
			}
		}, "go")
	},
}
