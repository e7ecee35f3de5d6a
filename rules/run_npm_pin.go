package rules

import (
	"slices"
	"strings"

	"github.com/drydock-dev/drydock/syntax"
)

var runNpmPin = &Rule{
	ID:       "run-npm-pin",
	Aliases:  []string{"DL3016"},
	Severity: Info,
	Profile:  Strict,
	Since:    "1.0",
	Summary:  "`npm install` of packages without a version",
	Doc: "Without a version the newest one is installed that the registry has on the day of the build.\n" +
		"The same Dockerfile then gives another image next month, and a build that breaks\n" +
		"for no visible reason. For an application a lock file and\n" +
		"`npm ci` are the better way.",
	FixDoc: "None: which version is right only you can say.",
	Check: func(p *Pass) {
		p.packageCalls(func(_ *syntax.Instruction, call *syntax.PackageCall) {
			if slices.Contains([]string{"install", "i", "add"}, call.Verb) {
				p.reportUnpinned(call, func(name string) bool { return npmPinned(name) }, "Write `name@version`, or use a lock file and `npm ci`.")
			}
		}, "npm")
	},
}

// npmPinned reports whether a package names a version, or a place of its own.
func npmPinned(name string) bool {
	if strings.HasPrefix(name, "git:") || strings.HasPrefix(name, "git+") {
		return strings.Contains(name, "#")
	}
	scope := strings.TrimPrefix(name, "@")
	return strings.Contains(scope, "@") || strings.ContainsAny(name, ":#") || !strings.HasPrefix(name, "@") && strings.Contains(name, "/")
}
