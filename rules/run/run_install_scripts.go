package run

import (
	"path"
	"slices"
	"strings"

	"github.com/drydock-dev/drydock/facts"
	"github.com/drydock-dev/drydock/lint"
	"github.com/drydock-dev/drydock/syntax/dockerfile"
	"github.com/drydock-dev/drydock/syntax/shell"
)

var InstallScripts = &lint.Rule{
	ID:       "run-install-scripts",
	Severity: lint.Info,
	Profile:  lint.Security,
	Since:    "1.0",
	Summary:  "packages may run their own scripts during the install",
	Doc: "npm, yarn and pnpm run the install script of a package, with access to all that the build\n" +
		"can reach. That's how hijacked packages do their harm. `--ignore-scripts` turns the scripts\n" +
		"off. A few packages need theirs because they compile something: rebuild those by name, as\n" +
		"in `npm rebuild sharp`.",
	FixDoc: "None: only you know which packages need their scripts.",
	Check: lint.Dockerfile(func(p *lint.DockerfilePass) {
		p.File.RunPackageCalls(func(in *dockerfile.Instruction, call *shell.PackageCall) {
			if !call.Installs() || call.Has("--ignore-scripts", "--version", "--help", "--mode") || call.MayHaveMoreOptions() || scriptsOff(p.Facts, in, call) {
				return
			}
			p.Report(call.Command.Span, "Any package in this install may run its own script in the build. Add `--ignore-scripts`, and rebuild by name the packages that need theirs.", nil)
		}, "npm", "yarn", "pnpm")
	}),
}

// scriptsOff reports whether a setting turns the scripts off: a variable, a file such as .npmrc, or a
// `config set` above the install.
func scriptsOff(known *facts.Facts, in *dockerfile.Instruction, call *shell.PackageCall) bool {
	for _, name := range in.Stage.Variables(in) {
		if value, ok := in.Stage.Var(name, in); strings.EqualFold(name, "npm_config_ignore_scripts") && (!ok || isTrue(strings.ToLower(value))) ||
			name == "YARN_ENABLE_SCRIPTS" && (!ok || !isTrue(strings.ToLower(value))) {
			return true
		}
	}
	for _, a := range call.Command.Assigns {
		if name, value, _ := strings.Cut(a.Value, "="); strings.EqualFold(name, "npm_config_ignore_scripts") && isTrue(strings.ToLower(value)) {
			return true
		}
	}
	for _, c := range commandsBefore(in, call.Command) {
		words := c.Values()
		i := slices.IndexFunc(words, func(w string) bool { return w == "ignore-scripts" || w == "ignore-scripts=true" })
		if other := c.Package(); other != nil && i > 0 && slices.Contains(words, "set") && (words[i] != "ignore-scripts" || i+1 < len(words) && words[i+1] == "true") {
			return true
		}
	}
	folder, home := dockerfile.AbsoluteIn(in, "."), facts.HomeOf(in.Before.User)
	for _, text := range known.WrittenBefore(in, call.Command, path.Join(folder, ".npmrc"), path.Join(home, ".npmrc"), path.Join(folder, ".yarnrc"), "/usr/local/etc/npmrc") {
		if iniSays(strings.ReplaceAll(text, "ignore-scripts true", "ignore-scripts=true"), "ignore-scripts", isTrue) {
			return true
		}
	}
	return slices.ContainsFunc(known.WrittenBefore(in, call.Command, path.Join(folder, ".yarnrc.yml")), func(text string) bool {
		return strings.Contains(text, "enableScripts: false")
	})
}
