package run

import (
	"slices"
	"strings"

	"github.com/drydock-dev/drydock/lint"
	"github.com/drydock-dev/drydock/syntax/dockerfile"
	"github.com/drydock-dev/drydock/syntax/shell"
)

var PipPin = &lint.Rule{
	ID:       "run-pip-pin",
	Aliases:  []string{"DL3013"},
	Severity: lint.Info,
	Profile:  lint.Strict,
	Since:    "1.0",
	Summary:  "`pip install` without package versions",
	Doc: "Without a version, pip installs the newest one in the index on the day of the build.\n" +
		"The same Dockerfile gives a different image next month, and builds break for no visible\n" +
		"reason. For an application, prefer a requirements file with versions.",
	FixDoc: "None: only you know which version you need.",
	Check: lint.Dockerfile(func(p *lint.DockerfilePass) {
		p.File.RunPackageCalls(func(_ *dockerfile.Instruction, call *shell.PackageCall) {
			if slices.Contains([]string{"install"}, call.Verb) && !call.Has("-c", "--constraint") {
				reportUnpinned(p, call, func(name string) bool { return pipPinned(name) }, "Write `name==version`, or a requirements file with versions.")
			}
		}, "pip")
	}),
}

// pipPinned reports whether a requirement has a version, or comes from outside the index. A Git
// repository needs a commit, tag or branch.
func pipPinned(name string) bool {
	if address, ok := strings.CutPrefix(name, "git+"); ok {
		_, path, _ := strings.Cut(strings.TrimPrefix(address, "ssh://git@"), "://")
		return strings.Contains(path, "@")
	}
	return strings.ContainsAny(name, "=<>~!@/")
}
