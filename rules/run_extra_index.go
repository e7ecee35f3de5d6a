package rules

import (
	"strings"

	"github.com/drydock-dev/drydock/syntax"
)

var runExtraIndex = &Rule{
	ID:       "run-extra-index",
	Severity: Info,
	Profile:  Security,
	Since:    "1.0",
	Summary:  "with a second package index, the public one may win",
	Doc: "pip looks for each package in all indexes and takes the highest version. Anyone can upload\n" +
		"a package to the public index with the name of your private one and a higher version, and\n" +
		"pip installs that instead.",
	FixDoc: "None: use `--index-url` with an index that has all packages. Only you know which one that is.",
	Check: func(p *Pass) {
		p.packageCalls(func(_ *syntax.Instruction, call *syntax.PackageCall) {
			for _, w := range call.Options {
				if w.Value == "--extra-index-url" || strings.HasPrefix(w.Value, "--extra-index-url=") {
					p.Report(w.Span, "pip takes the highest version from any index, so a public package with the same name can replace yours. Use one `--index-url` that has all packages.", nil)
				}
			}
		}, "pip")
	},
}
