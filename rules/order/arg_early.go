package order

import (
	"fmt"
	"strings"

	"github.com/drydock-dev/drydock/cache"
	"github.com/drydock-dev/drydock/lint"
	"github.com/drydock-dev/drydock/lint/edit"
	"github.com/drydock-dev/drydock/syntax/dockerfile"
)

var ArgEarly = &lint.Rule{
	ID:       "arg-early",
	Severity: lint.Warning,
	Profile:  lint.Recommended,
	Since:    "1.0",
	Summary:  "an ARG that changes with every build comes before steps that don't need it",
	Doc: "Docker reuses a layer as long as nothing above it has changed. The value of an ARG\n" +
		"counts for every RUN below it, used or not. A commit, a date or a build number is new\n" +
		"each time. With its ARG at the top, every build reinstalls everything. Below the\n" +
		"expensive instructions, right above its first use, it costs nothing.\n\n" +
		"The rule goes by the ARG's name (`GIT_COMMIT`, `BUILD_DATE`, `BUILD_NUMBER`…). It reports\n" +
		"an ARG only if a RUN that installs or builds comes before its first use.",
	FixDoc:   "Moves the ARG down to the first instruction that uses it. Offered only if the RUNs in between call only programs that are known not to read such a variable; see [the model](../cache.md).",
	Safety:   lint.Review,
	Rebuilds: true,
	Check: lint.Dockerfile(func(p *lint.DockerfilePass) {
		for _, stage := range p.File.Stages {
			for _, in := range stage.Instructions {
				if in.Name == "ARG" && len(in.Args) == 1 {
					checkEarly(p, stage, in)
				}
			}
		}
	}),
}

// checkEarly reports an ARG above an expensive RUN that doesn't use it.
func checkEarly(p *lint.DockerfilePass, stage *dockerfile.Stage, arg *dockerfile.Instruction) {
	name, value, _ := strings.Cut(arg.Args[0].Text, "=")
	if !cache.NewEachBuild.MatchString(name) || !placeholderValue.MatchString(value) {
		return // any other default is a real value, such as a pinned version
	}
	use, expensive := firstUse(stage, arg, name)
	if expensive == nil {
		return
	}
	if use == nil {
		p.Report(arg.Span, fmt.Sprintf("`%s` changes with every build and so reruns line %d, which doesn't use it. Remove the ARG if nothing needs it, or move it to the end.", name, expensive.Line), nil)
		return
	}
	var fix *lint.Fix
	if movesPast(stage, arg, use) {
		fix = moveDown(p.File, arg, use)
	}
	p.Report(arg.Span, fmt.Sprintf("`%s` changes with every build and so reruns line %d, which doesn't use it. Move the ARG down to line %d, its first use.", name, expensive.Line, use.Line), fix)
}

// firstUse returns the first instruction after an ARG that uses its variable, and the
// first expensive RUN before that. Either is nil if there is none.
func firstUse(stage *dockerfile.Stage, arg *dockerfile.Instruction, name string) (use, expensive *dockerfile.Instruction) {
	for _, in := range stage.Instructions {
		if in.Index <= arg.Index {
			continue
		}
		if in.Mentions(name) {
			return in, expensive
		}
		if expensive == nil && costsTime(in) {
			expensive = in
		}
	}
	return nil, expensive
}

// moveDown returns the fix, or nil if the lines can't be moved as they are.
func moveDown(file *dockerfile.File, arg, use *dockerfile.Instruction) *lint.Fix {
	if !file.WholeLines(arg) || file.HasContinuedComment(arg) {
		return nil
	}
	return &lint.Fix{
		Priority: lint.Moves,
		Safety:   lint.Review,
		Note:     "The instructions in between no longer see the variable. Check that their programs don't read it (none is known to).",
		Edits:    edit.Move(file, arg, use),
	}
}
