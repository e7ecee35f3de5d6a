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
	Summary:  "a second package index, where the public one may win",
	Doc: "pip looks for each package in all indexes and takes the highest version. Whoever\n" +
		"uploads a package with the name of a private one to the public index, with a higher\n" +
		"version, is installed instead.",
	FixDoc: "None: `--index-url` with an index that has all packages is the way, and which that is only you can say.",
	Check: func(p *Pass) {
		p.packageCalls(func(_ *syntax.Instruction, call *syntax.PackageCall) {
			for _, w := range call.Options {
				if w.Value == "--extra-index-url" || strings.HasPrefix(w.Value, "--extra-index-url=") {
					p.Report(w.Span, "pip takes the highest version from any index: a package of the same name on the public one is installed instead of yours. Use one `--index-url` that has all.", nil)
				}
			}
		}, "pip")
	},
}
