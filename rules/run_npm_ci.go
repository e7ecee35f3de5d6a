package rules

import (
	"path"
	"strings"

	"github.com/drydock-dev/drydock/syntax"
)

var runNpmCi = &Rule{
	ID:       "run-npm-ci",
	Severity: Warning,
	Profile:  Recommended,
	Since:    "1.0",
	Summary:  "`npm install` where a lock file is there",
	Doc: "`npm install` takes newer versions where package.json lets it, and writes the lock\n" +
		"file anew inside the image, so that what was tested is not what ships. `npm ci`\n" +
		"installs exactly what the lock file says, fails when it does not fit package.json,\n" +
		"and is faster.\n\n" +
		"The lock file counts as there when a COPY above names it, or brings it from the\n" +
		"repository.",
	FixDoc: "Writes `npm ci`. It fails where package.json and the lock file do not agree, and removes a `node_modules` that is there: look at whether one is copied before.",
	Safety: Review,
	Check: func(p *Pass) {
		p.packageCalls(func(in *syntax.Instruction, call *syntax.PackageCall) {
			if call.Verb != "install" && call.Verb != "i" || len(call.Packages) > 0 || call.Has("-g", "--global", "--prefix", "-C", "--package-lock", "--no-package-lock", "--no-save", "--package-lock-only") || call.MayHaveMoreOptions() {
				return
			}
			if in.Stage == nil || p.File.Instructions[in.Index].Trigger != nil || !p.bringsLock(in) {
				return
			}
			p.Report(call.Command.Span, "`npm install` may take newer versions than the lock file has, so what ships is not what was tested. `npm ci` installs just what the lock file says.", &Fix{
				Safety: Review, Note: "`npm ci` fails where package.json and the lock file do not agree, and removes a `node_modules` that is there.",
				Edits: []Edit{{Span: call.VerbWord.Span, New: "ci"}},
			})
		}, "npm")
	},
}

// lockFiles are the names of npm's lock file.
var lockFiles = []string{"package-lock.json", "npm-shrinkwrap.json"}

// bringsLock reports whether a COPY above an instruction brings a lock file of
// npm: it names one, or its pattern or folder has one in the tree.
func (p *Pass) bringsLock(in *syntax.Instruction) bool {
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
				case matches && p.inContext(path.Join(path.Dir(name), lock)) != nil, wholeContext(name) && p.inContext(lock) != nil:
					return true
				}
			}
		}
	}
	return false
}
