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
func (p *Pass) mergeable(stage *syntax.Stage) (groups [][]*syntax.Instruction) {
	for _, row := range p.joinable(stage) {
		start := 0
		for i, joined := range belongTogether(row) {
			if i-start == maxMerged || !joined && i > 0 {
				groups = append(groups, row[start:i])
				start = i
			}
		}
		groups = append(groups, row[start:])
	}
	return slices.DeleteFunc(groups, func(g []*syntax.Instruction) bool { return len(g) < 2 })
}

// joinable returns the rows of neighbouring RUNs each of which could be joined with the
// one before.
func (p *Pass) joinable(stage *syntax.Stage) (rows [][]*syntax.Instruction) {
	for i, in := range stage.Instructions {
		switch {
		case !plainRun(in):
		case i > 0 && p.canJoin(stage.Instructions[i-1], in):
			rows[len(rows)-1] = append(rows[len(rows)-1], in)
		default:
			rows = append(rows, []*syntax.Instruction{in})
		}
	}
	return rows
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

// belongTogether reports for each RUN of a row whether it belongs to the one before: they
// call the same package manager, or it deletes, or one behind it does, what the one
// before made, or one before that.
func belongTogether(row []*syntax.Instruction) []bool {
	joined := make([]bool, len(row))
	for i := 1; i < len(row); i++ {
		manager := onlyManager(row[i])
		if manager != "" && manager == onlyManager(row[i-1]) && !installsDependencyFile(row[i-1]) && !installsDependencyFile(row[i]) {
			joined[i] = true
		}
		for maker := i - 1; maker >= 0 && i-maker < maxMerged && (maker == i-1 || !installsDependencyFile(row[maker+1])); maker-- {
			if deletesWhatOtherMade(row[i], row[maker]) {
				for k := maker + 1; k <= i; k++ {
					joined[k] = true
				}
				break
			}
		}
	}
	return joined
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

// cleanUp matches commands that only remove what a package manager left; its group is
// the manager.
var cleanUp = regexp.MustCompile(`^(apt-get|apt|yum|dnf|microdnf|zypper)\s+(?:-\S+\s+)*(?:clean|autoclean|autoremove)\b`)

// rpmPrograms are the package managers that share caches below /var/cache.
var rpmPrograms = []string{"yum", "dnf", "microdnf"}

// leftovers has the managers that leave things in a folder, by a part of its path.
var leftovers = map[string][]string{
	"/var/lib/apt": aptPrograms, "/var/cache/apt": aptPrograms, "/var/cache/apk": {"apk"},
	"/var/cache/yum": rpmPrograms, "/var/cache/dnf": rpmPrograms, "/var/cache/zypp": {"zypper"},
	"/.cache": {"pip", "npm", "yarn", "pnpm", "conda", "mamba", "uv", "poetry", "apt-get", "apt"},
}

// fills reports whether a RUN calls one of some package managers to install or update.
func fills(in *syntax.Instruction, managers ...string) bool {
	return slices.ContainsFunc(in.Script().PackageCalls(managers...), func(call *syntax.PackageCall) bool { return call.Installs() || aptUpdates(call) })
}

// sameLeftovers returns the managers that leave the same things behind as one of them.
func sameLeftovers(manager string) []string {
	for _, managers := range [][]string{aptPrograms, rpmPrograms} {
		if slices.Contains(managers, manager) {
			return managers
		}
	}
	return []string{manager}
}

// deletesWhatOtherMade reports whether all that a RUN does is to remove what
// an earlier one left in its layer: the package manager's leftovers, or files
// by a path that the earlier script names.
func deletesWhatOtherMade(in, earlier *syntax.Instruction) bool {
	deletes := false
	for _, step := range in.Script().Steps {
		if step.Command == nil {
			return false
		}
		text := strings.Join(step.Command.Values(), " ")
		clean := cleanUp.FindStringSubmatch(text)
		switch {
		case clean != nil && fills(earlier, sameLeftovers(clean[1])...):
		case step.Command.Program() == "rm" && removesMade(step.Command, earlier):
		default:
			return false
		}
		deletes = deletes || step.Command.Program() == "rm" || !strings.Contains(text, "autoremove")
	}
	return deletes
}

// removesMade reports whether every path that an rm names is one that the
// earlier script made: a cache of its package manager, or a path it spells out.
func removesMade(rm *syntax.Command, earlier *syntax.Instruction) bool {
	targets := 0
	for _, w := range rm.Words[1:] {
		if strings.HasPrefix(w.Value, "-") {
			continue
		}
		targets++
		cache := false
		for folder, managers := range leftovers {
			cache = cache || strings.Contains(w.Source, folder) && fills(earlier, managers...)
		}
		name := path.Base(strings.TrimRight(w.Source, "/*"))
		named := len(name) > 3 && strings.Contains(w.Source, "/") || path.Ext(name) != ""
		if !cache && !(named && makesFile(earlier, name)) {
			return false
		}
	}
	return targets > 0
}

// makesFile reports whether a script downloads, clones or makes a file or folder of that
// name.
func makesFile(in *syntax.Instruction, name string) bool {
	for _, c := range in.Script().Commands {
		switch c.Program() {
		case "curl", "wget", "git", "mkdir":
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
