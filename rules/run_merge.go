package rules

import (
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/drydock-dev/drydock/syntax"
)

var runMerge = &Rule{
	ID:       "run-merge",
	Aliases:  []string{"DL3059"},
	Severity: Warning,
	Profile:  Recommended,
	Since:    "1.0",
	Summary:  "RUNs that belong together stand in layers of their own",
	Doc: "Each RUN is a layer that is stored and pulled for itself. Where one RUN makes\n" +
		"files and a later one deletes them, the files still ship, in the earlier layer;\n" +
		"that is reported to everyone. Neighbouring RUNs of the same package manager, and\n" +
		"those of a command or two, are reported in the strict profile.\n\n" +
		"RUNs are left apart where that is worth something: at the install of pinned\n" +
		"dependencies, which is worth a cache layer of its own, and wherever the second\n" +
		"would behave differently in the shell of the first.",
	FixDoc: "Joins the RUNs that delete what others made or call the same package manager with `&&`. A change of any part then reruns all of them; look at whether you rely on one being cached while the other changes.",
	Safety: Review,
	Check: func(p *Pass) {
		for _, stage := range p.File.Stages {
			if !p.ships(stage) {
				continue
			}
			grouped := map[*syntax.Instruction]bool{}
			for _, group := range p.mergeable(stage) {
				p.reportMerge(group)
				for _, in := range group {
					grouped[in] = true
				}
			}
			p.reportSmall(stage, grouped)
		}
	},
}

func (p *Pass) reportMerge(group []*syntax.Instruction) {
	first, last := group[0], group[len(group)-1]
	span := syntax.Span{Start: first.Span.Start, End: last.Span.End}
	if last.EndLine-first.Line > 28 {
		span = first.Span
	}
	fix := &Fix{Safety: Review, Note: "A change of one part now reruns all of them."}
	for i, in := range group[1:] {
		fix.Edits = append(fix.Edits, p.joinRuns(group[i], in)...)
	}
	for i, in := range group[1:] {
		if slices.ContainsFunc(group[:i+1], func(earlier *syntax.Instruction) bool { return deletesWhatOtherMade(in, earlier) }) {
			p.Report(span,
				"What line "+strconv.Itoa(in.Line)+" deletes was made in an earlier RUN: it stays in that layer and is pulled with every image. Make and delete it in one RUN.", fix)
			return
		}
	}
	p.ReportStrict(span, "These RUNs belong together, and each makes a layer of its own. Join them into one RUN.", fix)
}

// reportSmall reports neighbouring RUNs of a command or two that are in no
// group, once for each row of them.
func (p *Pass) reportSmall(stage *syntax.Stage, grouped map[*syntax.Instruction]bool) {
	inRow := false
	for i, in := range stage.Instructions {
		if i == 0 || !smallRun(in) || !smallRun(stage.Instructions[i-1]) || !sameFlags(in, stage.Instructions[i-1]) {
			inRow = false
			continue
		}
		if !inRow && !grouped[in] && !grouped[stage.Instructions[i-1]] {
			inRow = true
			p.ReportStrict(in.Span, "This RUN and the one before it do little, and each makes a layer of its own. Join them where one is of no use without the other.", nil)
		}
	}
}

// smallRun reports whether a RUN has a command or two, none of them an install
// of what the context asks for: that is worth a layer of its own.
func smallRun(in *syntax.Instruction) bool {
	return in.Name == "RUN" && len(in.Heredocs) == 0 && in.Script() != nil && in.Script().Tree != nil && len(in.Script().Commands) <= 2 && !installsDependencyFile(in)
}

func sameFlags(a, b *syntax.Instruction) bool {
	return slices.EqualFunc(a.Flags, b.Flags, func(x, y syntax.Flag) bool { return x.Name == y.Name && x.Value == y.Value })
}

// mergeable returns the runs of neighbouring RUNs that belong together.
func (p *Pass) mergeable(stage *syntax.Stage) [][]*syntax.Instruction {
	var groups [][]*syntax.Instruction
	var group []*syntax.Instruction
	flush := func() {
		if len(group) > 1 {
			groups = append(groups, group)
		}
		group = nil
	}
	for _, in := range stage.Instructions {
		if len(group) == maxMerged || len(group) > 0 && (!p.canJoin(group[len(group)-1], in) || !belongTogether(group, in)) {
			flush()
		}
		if plainRun(in) {
			group = append(group, in)
		}
	}
	flush()
	return groups
}

// maxMerged is how many RUNs are joined at most; more make a line that nobody
// can read.
const maxMerged = 12

func plainRun(in *syntax.Instruction) bool {
	return in.Name == "RUN" && len(in.Flags) == 0 && len(in.Heredocs) == 0 && in.Script() != nil && len(in.Script().Steps) > 0
}

// leavesTraces are the commands whose effect ends with their shell: joined,
// the next script would see it.
var leavesTraces = []string{"cd", "export", "set", "shopt", "source", ".", "alias", "unset", "exit", "exec", "eval", "trap", "umask", "ulimit", "pushd", "popd", "read"}

// canJoin reports whether second does the same behind `first &&` as in a RUN
// of its own.
func (p *Pass) canJoin(first, second *syntax.Instruction) bool {
	if !plainRun(first) || !plainRun(second) || first.Index+1 != second.Index || len(first.Script().Comments) > 0 {
		return false
	}
	if !slices.Equal(first.Before.Shell, second.Before.Shell) {
		return false
	}
	a, b := first.Script(), second.Script()
	last := a.Tree.Stmts[len(a.Tree.Stmts)-1]
	if last.Background || last.Semicolon.IsValid() || len(b.Tree.Stmts) != 1 || b.Tree.Stmts[0].Semicolon.IsValid() || onlyOnFailure(a) || onlyOnFailure(b) {
		return false
	}
	for _, step := range a.Steps {
		if step.Command == nil || len(step.Command.Words) == 0 || slices.Contains(leavesTraces, step.Command.Program()) || step.Command.Program() == "" {
			return false
		}
	}
	return b.Steps[0].Command != nil
}

// belongTogether reports whether an instruction continues what a group does.
func belongTogether(group []*syntax.Instruction, in *syntax.Instruction) bool {
	last := group[len(group)-1]
	if deletesWhatOtherMade(in, last) {
		return true
	}
	if manager := onlyManager(last); manager != "" && manager == onlyManager(in) {
		return !installsDependencyFile(last) && !installsDependencyFile(in)
	}
	return false
}

// onlyManager returns the package manager that a script calls and nothing
// else, "" when it does anything more.
func onlyManager(in *syntax.Instruction) string {
	manager := ""
	for _, step := range in.Script().Steps {
		if step.Command == nil {
			return ""
		}
		call := step.Command.Package()
		if call == nil {
			if step.Command.Program() == "rm" && manager != "" {
				continue
			}
			return ""
		}
		if manager != "" && call.Manager != manager {
			return ""
		}
		manager = call.Manager
	}
	return manager
}

// installsDependencyFile reports whether a script installs what a file of the
// build context pins: a layer that is worth its own cache.
func installsDependencyFile(in *syntax.Instruction) bool {
	return len(dependencyInstalls(in)) > 0
}

// cleanUp matches commands that only remove what a package manager left.
var cleanUp = regexp.MustCompile(`^(?:apt-get|apt|yum|dnf|microdnf|zypper)\s+(?:-\S+\s+)*(?:clean|autoclean|autoremove)\b`)

// deletesWhatOtherMade reports whether all that a RUN does is to remove what
// an earlier one left in its layer: the package manager's leftovers, or files
// by a path that the earlier script names.
func deletesWhatOtherMade(in, earlier *syntax.Instruction) bool {
	installs := false
	for _, call := range earlier.Script().PackageCalls() {
		installs = installs || call.Installs() || aptUpdates(call)
	}
	deletes := false
	for _, step := range in.Script().Steps {
		if step.Command == nil {
			return false
		}
		text := strings.Join(step.Command.Values(), " ")
		switch {
		case cleanUp.MatchString(text) && installs:
		case step.Command.Program() == "rm" && removesMade(step.Command, earlier, installs):
		default:
			return false
		}
		deletes = deletes || step.Command.Program() == "rm" || !strings.Contains(text, "autoremove")
	}
	return deletes
}

// removesMade reports whether every path that an rm names is one that the
// earlier script made: a cache of its package manager, or a path it spells out.
func removesMade(rm *syntax.Command, earlier *syntax.Instruction, installs bool) bool {
	targets := 0
	for _, w := range rm.Words[1:] {
		if strings.HasPrefix(w.Value, "-") {
			continue
		}
		targets++
		cache := installs && (strings.Contains(w.Source, "/var/lib/apt") || strings.Contains(w.Source, "/var/cache/") || strings.Contains(w.Source, "/.cache"))
		name := path.Base(strings.TrimRight(w.Source, "/*"))
		named := len(name) > 3 && strings.Contains(w.Source, "/") || path.Ext(name) != ""
		if !cache && !(named && makesFile(earlier, name)) {
			return false
		}
	}
	return targets > 0
}

// makesFile reports whether a script downloads or unpacks a file of that name.
func makesFile(in *syntax.Instruction, name string) bool {
	for _, c := range in.Script().Commands {
		switch c.Program() {
		case "curl", "wget", "git", "tar", "unzip", "cp", "mkdir":
			for _, w := range c.Words {
				if path.Base(strings.TrimRight(w.Source, "/")) == name {
					return true
				}
			}
		}
	}
	return false
}

// joinRuns returns the edits that make two neighbouring RUNs one. Blank lines
// between them go; comment lines stay, as BuildKit allows them inside a
// continued instruction.
func (p *Pass) joinRuns(first, second *syntax.Instruction) []Edit {
	ending := p.nextLine(first)
	continuation, indent, _ := strings.Cut(ending, p.File.LineEnding())
	edits := []Edit{{Span: syntax.Span{Start: first.Span.End, End: p.File.LineSpan(first.EndLine).End}, New: continuation}}
	for line := first.EndLine + 1; line < second.Line; line++ {
		if p.File.Blank(line) {
			edits = append(edits, Edit{Span: p.File.FullLineSpan(line)})
		}
	}
	start := second.ArgsSpan.Start
	return append(edits, Edit{Span: syntax.Span{Start: p.File.FullLineSpan(second.Line).Start, End: start}, New: indent + "&& "})
}
