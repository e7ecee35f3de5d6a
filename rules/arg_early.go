package rules

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/drydock-dev/drydock/cache"
	"github.com/drydock-dev/drydock/syntax"
)

var argEarly = &Rule{
	ID:       "arg-early",
	Severity: Warning,
	Profile:  Recommended,
	Since:    "1.0",
	Summary:  "an ARG that changes with every build comes before steps that don't need it",
	Doc: "Docker reuses a layer as long as nothing above it has changed. The value of an ARG\n" +
		"counts for every RUN below it, used or not. A commit, a date or a build number is new\n" +
		"each time. With its ARG at the top, every build reinstalls everything. Below the\n" +
		"expensive instructions, right above its first use, it costs nothing.\n\n" +
		"The rule goes by the ARG's name (`GIT_COMMIT`, `BUILD_DATE`, `BUILD_NUMBER`…). It reports\n" +
		"an ARG only if a RUN that installs or builds comes before its first use.",
	FixDoc:   "Moves the ARG down to the first instruction that uses it. Offered only if the RUNs in between call only programs that are known not to read such a variable; see [the model](../cache.md).",
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

// standIn matches placeholder defaults: the build is expected to pass the real value.
var standIn = regexp.MustCompile(`(?i)^["']?(?:|unknown|unset|none|null|dev|local|latest|head|main|master|n/?a|0+|-)["']?$`)

// checkEarly reports an ARG above an expensive RUN that doesn't use it.
func (p *Pass) checkEarly(stage *syntax.Stage, arg *syntax.Instruction) {
	name, value, _ := strings.Cut(arg.Args[0].Text, "=")
	if !cache.NewEachBuild.MatchString(name) || !standIn.MatchString(value) {
		return // any other default is a real value, such as a pinned version
	}
	use, expensive := p.firstUse(stage, arg, name)
	if expensive == nil {
		return
	}
	if use == nil {
		p.Report(arg.Span, fmt.Sprintf("`%s` changes with every build and so reruns line %d, which doesn't use it. Remove the ARG if nothing needs it, or move it to the end.", name, expensive.Line), nil)
		return
	}
	var fix *Fix
	if p.movesPast(stage, arg, use) {
		fix = p.moveDown(arg, use)
	}
	p.Report(arg.Span, fmt.Sprintf("`%s` changes with every build and so reruns line %d, which doesn't use it. Move the ARG down to line %d, its first use.", name, expensive.Line, use.Line), fix)
}

// firstUse returns the first instruction after an ARG that uses its variable, and the
// first expensive RUN before that. Either is nil if there is none.
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

// wordOf returns an expression that matches a name as a whole word.
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

// moveDown returns the fix, or nil if the lines can't be moved as they are.
func (p *Pass) moveDown(arg, use *syntax.Instruction) *Fix {
	if !p.wholeLines(arg) || hasContinuedComment(p, arg) || commentedOn(p, arg) {
		return nil
	}
	line := p.File.LinesText(arg.Line, arg.EndLine) + p.File.LineEnding()
	return &Fix{
		Safety: Review,
		Note:   "The instructions in between no longer see the variable. Check that their programs don't read it (none is known to).",
		Edits:  append(p.remove(arg), insert(p.File.FullLineSpan(p.File.CommentsAbove(use)).Start, line)),
	}
}
