package run

import (
	"path"
	"strings"

	"github.com/drydock-dev/drydock/facts"
	"github.com/drydock-dev/drydock/lint"
	"github.com/drydock-dev/drydock/syntax/dockerfile"
	"github.com/drydock-dev/drydock/syntax/shell"
)

var NpmCI = &lint.Rule{
	ID:       "run-npm-ci",
	Severity: lint.Warning,
	Profile:  lint.Recommended,
	Since:    "1.0",
	Summary:  "`npm install` although there is a lock file",
	Doc: "`npm install` may take newer versions where package.json allows them, and rewrite the\n" +
		"lock file inside the image. What ships is then not what was tested. `npm ci` installs\n" +
		"exactly what the lock file lists, fails when it doesn't match package.json, and is\n" +
		"faster.\n\n" +
		"A lock file is there when a COPY above names it or brings it from the repository.",
	FixDoc: "Writes `npm ci`. It fails when package.json and the lock file disagree, and deletes an existing `node_modules`: check that none is copied in above.",
	Safety: lint.Review,
	Check: lint.Dockerfile(func(p *lint.DockerfilePass) {
		p.File.RunPackageCalls(func(in *dockerfile.Instruction, call *shell.PackageCall) {
			if call.Verb != "install" || len(call.Packages) > 0 || call.Has("-g", "--global", "--prefix", "-C", "--package-lock", "--no-package-lock", "--no-save", "--package-lock-only") || call.MayHaveMoreOptions() {
				return
			}
			if in.Stage == nil || in.IsTrigger() || !bringsLock(p.Facts, p.File, in) {
				return
			}
			p.Report(call.Command.Span, "What ships may not be what you tested: `npm install` may take newer versions than the lock file. Use `npm ci` to install exactly what it lists.", &lint.Fix{
				Safety: lint.Review, Note: "Check that package.json and the lock file agree, or `npm ci` fails. It also deletes an existing `node_modules`.",
				Edits: []lint.Edit{{Span: call.VerbWord.Span, New: "ci"}},
				Calls: lint.RewritesWords(call.Command.Program(), call.VerbWord.Value, "ci"),
			})
		}, "npm")
	}),
}

// lockFiles are the names of npm's lock files.
var lockFiles = []string{"package-lock.json", "npm-shrinkwrap.json"}

// bringsLock reports whether a COPY above an instruction brings one of npm's lock files. The
// COPY names one, or its pattern or folder matches one in the tree.
func bringsLock(known *facts.Facts, file *dockerfile.File, in *dockerfile.Instruction) bool {
	for _, copied := range in.Stage.Instructions {
		sources, _, ok := copied.Sources()
		if !ok || copied.Index > in.Index || copied.HasFlag("from") {
			continue
		}
		for _, s := range sources {
			for _, lock := range lockFiles {
				name := strings.Trim(s.Text, `"'`)
				matches, _ := path.Match(path.Base(name), lock)
				switch {
				case path.Base(name) == lock && !strings.ContainsAny(name, "*?["):
					return true
				case matches && known.InContext(file, path.Join(path.Dir(name), lock)), dockerfile.IsWholeContext(name) && known.InContext(file, lock):
					return true
				}
			}
		}
	}
	return false
}
