package run

import (
	"fmt"

	"github.com/drydock-dev/drydock/lint"
	"github.com/drydock-dev/drydock/lint/edit"
	"github.com/drydock-dev/drydock/syntax"
	"github.com/drydock-dev/drydock/syntax/dockerfile"
	"github.com/drydock-dev/drydock/syntax/shell"
)

var ApkNoCache = &lint.Rule{
	ID:       "run-apk-no-cache",
	Aliases:  []string{"DL3019", "DS-0025"},
	Severity: lint.Info,
	Profile:  lint.Recommended,
	Since:    "1.0",
	Summary:  "`apk add` leaves the package index in the layer",
	Doc: "Without `--no-cache`, apk stores the index of all packages in the image, or needs an\n" +
		"`apk update` that does. Unless a later step installs from it, the index is dead weight.\n" +
		"With `--no-cache`, apk fetches the index, uses it and leaves nothing behind.",
	FixDoc: "Adds `--no-cache`, and removes an `apk update` in the same RUN, which is then not needed. The same packages are installed. Later RUNs that install from that index get the option too. No fix is offered if another apk command needs the index. If a later RUN runs a script, which may need it, the fix is for review.",
	Safety: lint.Safe,
	Check: lint.Dockerfile(func(p *lint.DockerfilePass) {
		p.File.ShellRuns(func(in *dockerfile.Instruction, s *shell.Script) {
			if !p.File.Ships(in.Stage) || keepsOutOfLayer(in, "/var/cache/apk") || keepsOutOfLayer(in, "/etc/apk/cache") || len(keptCalls(p.Facts, in, shell.CacheOf("apk"))) == 0 {
				return
			}
			var first *shell.PackageCall
			var edits []lint.Edit
			calls := lint.Calls{}
			onlyAdds, updates := true, false
			for _, call := range s.PackageCalls("apk") {
				switch {
				case call.Has("--no-cache", "--no-network", "--cache-dir") || call.MayHaveMoreOptions():
				case call.Verb == "add":
					if first == nil {
						first = call
					}
					onlyAdds = onlyAdds && !call.Has("-U", "--update", "--update-cache")
					edits = append(edits, edit.Insert(call.VerbWord.Span.End, " --no-cache"))
					calls = calls.Join(addsOption(call, "--no-cache"))
				case call.Verb == "update":
					updates = true
					edit, ok := withoutStep(s, call.Command)
					onlyAdds = onlyAdds && ok
					edits = append(edits, edit)
					calls = calls.Join(lint.RemovesCalls(firstWords(call.Command)))
				default:
					onlyAdds = onlyAdds && readsNoIndex(call)
				}
			}
			if first == nil {
				return
			}
			var fix *lint.Fix
			if onlyAdds {
				fix = &lint.Fix{Safety: lint.Safe, Note: "Keeps the package index out of the image.", Edits: edits, Calls: calls}
			}
			if fix != nil && updates {
				fix = withoutIndex(p.File, fix, in)
			}
			p.Report(first.Command.Span, "The index of all packages stays in this layer and ships with the image. Add `--no-cache` to `apk add`; you don't need `apk update` then.", fix)
		})
	}),
}

// withoutIndex extends a fix that removes the index: later `apk add` calls that relied on it get
// `--no-cache` as well. It returns nil if another apk command reads the index.
func withoutIndex(file *dockerfile.File, fix *lint.Fix, in *dockerfile.Instruction) *lint.Fix {
	updated := map[*dockerfile.Stage]bool{}
	laterRuns(file, in, func(later *dockerfile.Instruction, s *shell.Script) {
		for _, call := range s.PackageCalls("apk") {
			switch {
			case fix == nil || updated[later.Stage] || readsNoIndex(call) || call.Has("--no-cache"):
			case refreshesIndex(call):
				updated[later.Stage] = true
			case call.Verb == "add" && !call.MayHaveMoreOptions():
				fix.Edits = append(fix.Edits, edit.Insert(call.VerbWord.Span.End, " --no-cache"))
				fix.Calls = fix.Calls.Join(addsOption(call, "--no-cache"))
			default:
				fix = nil
			}
		}
	})
	if script := scriptAfter(file, in, refreshesIndex); fix != nil && script != nil {
		fix.Safety = lint.Review
		fix.Note += fmt.Sprintf(" Check that the script on line %d doesn't install from this index.", script.Line)
	}
	return fix
}

// readsNoIndex reports whether a call of apk works with what is installed.
func readsNoIndex(call *shell.PackageCall) bool { return call.Verb == "del" || call.Verb == "info" }

// refreshesIndex reports whether a call fetches the apk index.
func refreshesIndex(call *shell.PackageCall) bool {
	return call.Manager == "apk" && (call.Verb == "update" || call.Has("-U", "--update", "--update-cache"))
}

// withoutStep returns the edit that removes a command and the && after it from a script. It
// reports false if the command isn't a step, is the last one, or isn't joined with &&.
func withoutStep(s *shell.Script, c *shell.Command) (lint.Edit, bool) {
	for i, step := range s.Steps {
		if step.Command == c && i+1 < len(s.Steps) && s.Steps[i+1].Joint == "&&" && (step.Joint == "" || step.Joint == "&&") {
			return lint.Edit{Span: syntax.Span{Start: step.Span.Start, End: s.Steps[i+1].Span.Start}}, true
		}
	}
	return lint.Edit{}, false
}
