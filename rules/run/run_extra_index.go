package run

import (
	"strings"

	"github.com/drydock-dev/drydock/lint"
	"github.com/drydock-dev/drydock/syntax/dockerfile"
	"github.com/drydock-dev/drydock/syntax/shell"
)

var ExtraIndex = &lint.Rule{
	ID:       "run-extra-index",
	Severity: lint.Info,
	Profile:  lint.Security,
	Since:    "1.0",
	Summary:  "with a second package index, the public one may win",
	Doc: "pip looks for each package in all indexes and takes the highest version. Anyone can upload\n" +
		"a package to the public index with the name of your private one and a higher version, and\n" +
		"pip installs that instead.",
	FixDoc: "None: use `--index-url` with an index that has all packages. Only you know which one that is.",
	Check: lint.Dockerfile(func(p *lint.DockerfilePass) {
		p.File.RunPackageCalls(func(_ *dockerfile.Instruction, call *shell.PackageCall) {
			for _, w := range call.Options {
				if w.Value == "--extra-index-url" || strings.HasPrefix(w.Value, "--extra-index-url=") {
					p.Report(w.Span, "pip takes the highest version from any index, so a public package with the same name can replace yours. Use one `--index-url` that has all packages.", nil)
				}
			}
		}, "pip")
	}),
}
