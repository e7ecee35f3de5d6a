package run

import (
	"fmt"
	"slices"
	"strings"

	"github.com/drydock-dev/drydock/lint"
	"github.com/drydock-dev/drydock/lint/edit"
	"github.com/drydock-dev/drydock/syntax/dockerfile"
	"github.com/drydock-dev/drydock/syntax/shell"
)

// lostWithShell is the topic of a command whose effect ends with the shell of its RUN.
func lostWithShell(program string) string { return "the effect of " + program }

// unpinned returns the packages in a call that have no version, as written. It skips words
// that are not literal, files and addresses: they may have one.
func unpinned(call *shell.PackageCall, pinned func(name string) bool) []string {
	var names []string
	for _, w := range call.Packages {
		if !w.Literal || w.Value == "" || strings.Contains(w.Value, "://") && !strings.HasPrefix(w.Value, "git") || isFile(w.Value) || pinned(w.Value) {
			continue
		}
		names = append(names, w.Value)
	}
	return names
}

// isFile reports whether a package is given as a file.
func isFile(name string) bool {
	return name == "." || strings.HasPrefix(name, "./") || strings.HasPrefix(name, "../") || strings.HasPrefix(name, "/") ||
		slices.ContainsFunc([]string{".deb", ".rpm", ".apk", ".whl", ".tar.gz", ".tgz", ".zip", ".gem"}, func(suffix string) bool { return strings.HasSuffix(name, suffix) })
}

// reportUnpinned reports the packages in a call that have no version; how says how to pin them.
func reportUnpinned(p *lint.DockerfilePass, call *shell.PackageCall, pinned func(name string) bool, how string) {
	names := unpinned(call, pinned)
	if len(names) == 0 {
		return
	}
	version := "a different version"
	if len(names) > 1 {
		version = "different versions"
	}
	amount := len(names)
	if len(names) > 4 {
		names = append(names[:3:3], "others")
	}
	list := strings.Replace(lint.QuoteList(names), "`others`", "others", 1)
	p.Report(call.Command.Span, fmt.Sprintf("Each build may install %s of %s. %s", version, list, how), nil).Amount = amount
}

// answer reports calls to a package manager that ask for confirmation. The fix puts the option
// that answers yes in front of the verb.
func answer(p *lint.DockerfilePass, manager string, verbs []string, option string, given ...string) {
	p.File.RunPackageCalls(func(in *dockerfile.Instruction, call *shell.PackageCall) {
		if !slices.Contains(verbs, call.Verb) || call.Has(given...) || call.MayHaveMoreOptions() || pipedIntoManager(in, manager) {
			return
		}
		message := fmt.Sprintf("`%s %s` stops to ask for confirmation, and nobody can answer in a build. Add `%s`.", manager, call.Verb, option)
		p.Report(call.Command.Span, message,
			&lint.Fix{Safety: lint.Safe, Note: "Answers the prompt with yes.", Edits: []lint.Edit{edit.Insert(call.VerbWord.Span.Start, option+" ")}})
	}, manager)
}

// pipedIntoManager reports whether a pipe answers a package manager's prompts, as in
// `yes | yum install`.
func pipedIntoManager(in *dockerfile.Instruction, manager string) bool {
	before, _, found := strings.Cut(in.Joined.Text, manager)
	before = strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(before), "sudo"))
	return found && strings.HasSuffix(before, "|") && !strings.HasSuffix(before, "||")
}

// leavesCache reports installs by a package manager whose downloads stay in the layer. The fix
// adds the command that removes them to the end of the RUN.
func leavesCache(p *lint.DockerfilePass, manager string, verbs, folders []string, clean string, cleaned func(script string) bool) {
	p.File.ShellRuns(func(in *dockerfile.Instruction, s *shell.Script) {
		calls := s.PackageCalls(manager)
		if len(calls) == 0 || !p.File.Ships(in.Stage) || slices.ContainsFunc(folders, func(f string) bool { return keepsOutOfLayer(in, f) }) {
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
			var fix *lint.Fix
			if edit, ok := edit.AppendStep(p.File, in, clean); ok {
				fix = &lint.Fix{Safety: lint.Safe, Note: fmt.Sprintf("Removes %s's downloads in the same layer.", manager), Edits: []lint.Edit{edit}}
			}
			message := fmt.Sprintf("%s's downloads stay in this layer and make every pull bigger. Add `%s` to the end of this RUN.", manager, clean)
			p.Report(call.Command.Span, message, fix)
			return
		}
	})
}

// cleansFolder returns a function that reports whether a script contains one of the commands
// or removes the folder.
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
