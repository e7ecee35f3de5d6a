package run

import (
	"fmt"
	"strings"

	"github.com/drydock-dev/drydock/lint"
	"github.com/drydock-dev/drydock/syntax/dockerfile"
	"github.com/drydock-dev/drydock/syntax/shell"
)

var GoPin = &lint.Rule{
	ID:       "run-go-pin",
	Aliases:  []string{"DL3062"},
	Severity: lint.Info,
	Profile:  lint.Strict,
	Since:    "1.0",
	Summary:  "`go install` without a version",
	Doc: "Without a version, or with `@latest`, Go builds the newest one on the day of the build. The\n" +
		"same Dockerfile gives a different image next month.",
	FixDoc: "None: only you know which version you need.",
	Check: lint.Dockerfile(func(p *lint.DockerfilePass) {
		p.File.RunPackageCalls(func(_ *dockerfile.Instruction, call *shell.PackageCall) {
			if !call.Installs() && call.Verb != "run" {
				return
			}
			for _, w := range call.Unpinned() {
				name, _, _ := strings.Cut(w.Value, "@")
				p.Report(w.Span, fmt.Sprintf("Without a fixed version, `%s` can change with every build. Write `%[1]s@v1.2.3`, with the version you use.", name), nil)
			}
		}, "go")
	}),
}
