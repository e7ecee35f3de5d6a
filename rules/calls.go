package rules

import (
	"slices"
	"strings"

	"github.com/drydock-dev/drydock/syntax"
)

// What rules about commands and package managers share.

// packageCalls calls f for every call of the given package managers in the
// file's RUN scripts.
func (p *Pass) packageCalls(f func(in *syntax.Instruction, call *syntax.PackageCall), managers ...string) {
	p.shellRuns(func(in *syntax.Instruction, s *syntax.Script) {
		for _, call := range s.PackageCalls(managers...) {
			f(in, call)
		}
	})
}

// commands calls f for every simple command of the file's RUN scripts.
func (p *Pass) commands(f func(in *syntax.Instruction, c *syntax.Command)) {
	p.shellRuns(func(in *syntax.Instruction, s *syntax.Script) {
		for _, c := range s.Commands {
			f(in, c)
		}
	})
}

// unpinned returns the packages of a call that have no version, as written.
// What is not literal, a file or an address may have one.
func unpinned(call *syntax.PackageCall, pinned func(name string) bool) []string {
	var names []string
	for _, w := range call.Packages {
		if !w.Literal || w.Value == "" || strings.Contains(w.Value, "://") && !strings.HasPrefix(w.Value, "git") || isFile(w.Value) || pinned(w.Value) {
			continue
		}
		names = append(names, w.Value)
	}
	return names
}

// isFile reports whether a package's name is that of a file.
func isFile(name string) bool {
	return name == "." || strings.HasPrefix(name, "./") || strings.HasPrefix(name, "../") || strings.HasPrefix(name, "/") ||
		slices.ContainsFunc([]string{".deb", ".rpm", ".apk", ".whl", ".tar.gz", ".tgz", ".zip", ".gem"}, func(suffix string) bool { return strings.HasSuffix(name, suffix) })
}

// reportUnpinned reports the packages of a call that have no version.
func (p *Pass) reportUnpinned(call *syntax.PackageCall, pinned func(name string) bool, how string) {
	names := unpinned(call, pinned)
	if len(names) == 0 {
		return
	}
	verb := "comes"
	if len(names) > 1 {
		verb = "come"
	}
	if len(names) > 4 {
		names = append(names[:3:3], "others")
	}
	p.Report(call.Command.Span, strings.Replace(quoteList(names), "`others`", "others", 1)+" "+verb+
		" in whatever version there is on the day of the build: the same file gives another image next month. "+how, nil)
}

// answer reports installs of a package manager that wait for an answer, and
// offers the option that gives it behind the verb.
func (p *Pass) answer(manager string, verbs []string, option string, given ...string) {
	p.packageCalls(func(in *syntax.Instruction, call *syntax.PackageCall) {
		if !slices.Contains(verbs, call.Verb) || call.Has(given...) || call.MayHaveMoreOptions() || pipedIntoManager(in, manager) {
			return
		}
		p.Report(call.Command.Span, "`"+manager+" "+call.Verb+"` asks before it goes on, and in a build nobody can answer: it stops there. Add `"+option+"`.",
			&Fix{Safety: Safe, Note: "Answers the question with yes.", Edits: []Edit{insert(call.VerbWord.Span.Start, option+" ")}})
	}, manager)
}

// pipedIntoManager reports whether something answers a package manager, as in
// `yes | yum install`.
func pipedIntoManager(in *syntax.Instruction, manager string) bool {
	before, _, found := strings.Cut(in.Joined.Text, manager)
	before = strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(before), "sudo"))
	return found && strings.HasSuffix(before, "|") && !strings.HasSuffix(before, "||")
}

// leavesCache reports installs of a package manager whose downloads stay in the
// layer, and offers the command that removes them at the end of the RUN.
func (p *Pass) leavesCache(manager string, verbs, folders []string, clean string, cleaned func(script string) bool) {
	p.shellRuns(func(in *syntax.Instruction, s *syntax.Script) {
		calls := s.PackageCalls(manager)
		if len(calls) == 0 || !p.ships(in.Stage) || slices.ContainsFunc(folders, func(f string) bool { return keepsOutOfLayer(in, f) }) {
			return
		}
		text := in.Joined.Text
		if len(in.Heredocs) > 0 {
			text = in.Text()
		}
		if cleaned(strings.Join(strings.Fields(text), " ")) {
			return
		}
		for _, call := range calls {
			if !slices.Contains(verbs, call.Verb) || call.Has("--downloadonly", "--no-cache") {
				continue
			}
			var fix *Fix
			if edit, ok := p.appendStep(in, clean); ok {
				fix = &Fix{Safety: Safe, Note: "Removes what " + manager + " downloaded, in the same layer.", Edits: []Edit{edit}}
			}
			p.Report(call.Command.Span, "What "+manager+" downloads for the install stays in this layer, is pulled with every image and never read again. Add `"+clean+"` to the end of the same RUN.", fix)
			return
		}
	})
}

// cleansFolder returns whether a script has one of some commands, or removes a
// folder or one above it.
func cleansFolder(folder string, commands ...string) func(script string) bool {
	return func(script string) bool {
		for _, c := range commands {
			if strings.Contains(script, c) {
				return true
			}
		}
		_, removed, removes := strings.Cut(" "+script, " rm ")
		return removes && strings.Contains(removed, folder)
	}
}
