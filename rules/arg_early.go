package rules

import (
	"regexp"
	"strconv"
	"strings"

	"github.com/drydock-dev/drydock/cache"
	"github.com/drydock-dev/drydock/syntax"
)

var argEarly = &Rule{
	ID:       "arg-early",
	Severity: Warning,
	Profile:  Recommended,
	Since:    "1.0",
	Summary:  "an ARG that changes with every build stands above what does not need it",
	Doc: "Docker uses a layer again as long as nothing above it has changed, and the value of\n" +
		"an ARG counts for every RUN below it, used or not. A commit, a date or a build's\n" +
		"number is new each time: with its ARG at the top, every build installs everything\n" +
		"again. Below the expensive instructions, right above its first use, it costs\n" +
		"nothing.\n\n" +
		"An ARG counts as such by its name (`GIT_COMMIT`, `BUILD_DATE`, `BUILD_NUMBER`…), and\n" +
		"only where a RUN that installs or builds stands between it and its use.",
	FixDoc:   "Moves the ARG down to the instruction that uses it first. It is offered where the RUNs in between call only programs that are known not to read such a variable; see [the model](../cache.md).",
	Safety:   Review,
	Rebuilds: true,
	Check: func(p *Pass) {
		for _, stage := range p.File.Stages {
			for _, in := range stage.Instructions {
				if in.Name == "ARG" && len(in.Args) == 1 {
					p.checkEarly(stage, in)
				}
			}
		}
	},
}

// standIn matches the defaults that stand for a value which is given at the build.
var standIn = regexp.MustCompile(`(?i)^["']?(?:|unknown|unset|none|null|dev|local|latest|head|main|master|n/?a|0+|-)["']?$`)

// checkEarly reports an ARG that is above an expensive RUN which does not use it.
func (p *Pass) checkEarly(stage *syntax.Stage, arg *syntax.Instruction) {
	name, value, _ := strings.Cut(arg.Args[0].Text, "=")
	if !cache.NewEachBuild.MatchString(name) || !standIn.MatchString(value) {
		return // a default that means something is a version of something
	}
	use, expensive := p.firstUse(stage, arg, name)
	if expensive == nil {
		return
	}
	what := "Its value is new at each build, so Docker runs line " + strconv.Itoa(expensive.Line) + " again each time, which does not use `" + name + "`. "
	if use == nil {
		p.Report(arg.Span, what+"Nothing uses it: take it out, or move it to the end.", nil)
		return
	}
	var fix *Fix
	if p.movesPast(stage, arg, use) {
		fix = p.moveDown(arg, use)
	}
	p.Report(arg.Span, what+"Move it down to line "+strconv.Itoa(use.Line)+", which is the first that does.", fix)
}

// firstUse returns the first instruction behind an ARG that uses its variable, nil
// for none, and the first expensive RUN before that, nil for none.
func (p *Pass) firstUse(stage *syntax.Stage, arg *syntax.Instruction, name string) (use, expensive *syntax.Instruction) {
	word := wordOf(name)
	for _, in := range stage.Instructions {
		if in.Index <= arg.Index {
			continue
		}
		if word.MatchString(in.Text()) {
			return in, expensive
		}
		if expensive == nil && costsTime(in) {
			expensive = in
		}
	}
	return nil, expensive
}

// wordOf returns an expression that matches a name as a word of its own.
func wordOf(name string) *regexp.Regexp {
	return regexp.MustCompile(`\b` + regexp.QuoteMeta(name) + `\b`)
}

// costsTime reports whether a RUN installs packages or builds a program.
func costsTime(in *syntax.Instruction) bool {
	if in.Name != "RUN" || in.Script() == nil {
		return false
	}
	for _, call := range in.Script().PackageCalls() {
		if call.Installs() || call.Manager == "go" && call.Verb == "mod" {
			return true
		}
	}
	return buildCommands.MatchString(in.Joined.Text)
}

// moveDown returns the fix, nil where the lines cannot be moved as they are.
func (p *Pass) moveDown(arg, use *syntax.Instruction) *Fix {
	if !p.wholeLines(arg) || hasContinuedComment(p, arg) || commentedOn(p, arg) {
		return nil
	}
	line := p.File.LinesText(arg.Line, arg.EndLine) + p.File.LineEnding()
	return &Fix{
		Safety: Review,
		Note:   "The instructions in between no longer see the variable, which none of their programs is known to read.",
		Edits:  append(p.remove(arg), insert(p.File.FullLineSpan(p.File.CommentsAbove(use)).Start, line)),
	}
}
