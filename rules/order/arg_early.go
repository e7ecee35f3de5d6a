package order

import (
	"fmt"
	"strings"

	"github.com/drydock-dev/drydock/cache"
	"github.com/drydock-dev/drydock/effects"
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
		"each time, if the build passes it. With its ARG at the top, every build reinstalls everything.\n" +
		"Below the expensive instructions, right above its first use, it costs nothing.\n\n" +
		"The rule goes by the ARG's name (`GIT_COMMIT`, `BUILD_DATE`, `BUILD_NUMBER`…). It can't know\n" +
		"what the build passes: one that is pinned for long does no harm. A name with another prefix\n" +
		"(`LIB_COMMIT`) is taken for a pinned version. The variable is in the environment of every RUN\n" +
		"below, so a compiler or a script may read it without a word in this file. The rule reports an\n" +
		"ARG only if a RUN that installs, and is known not to read it, comes before the first that may.",
	FixDoc:   "Moves the ARG down to the first instruction that uses it or may read it. The RUNs in between call only programs that are known not to read such a variable; see [the model](../cache.md).",
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
	if !cache.NewEachBuild.MatchString(name) || !placeholderValue.MatchString(value) || p.Facts.IsPinned(p.File, name) {
		return // any other default, or what all builds give, is a real value, such as a pinned version
	}
	reader, named, expensive := firstReader(stage, arg, name)
	if expensive == nil {
		return
	}
	effect := fmt.Sprintf("If `%s` is new at each build, it reruns line %d each time, which doesn't need it.", name, expensive.Line)
	if reader == nil {
		p.Report(arg.Span, effect+" Remove the ARG if nothing needs it, or move it to the end.", nil)
		return
	}
	why := "its first use"
	if !named {
		why = "the first that may read it"
	}
	p.Report(arg.Span, fmt.Sprintf("%s Move the ARG down to line %d, %s.", effect, reader.Line, why), moveDown(p.File, arg, reader))
}

// firstReader returns the first instruction after an ARG that names its variable or may read it, as
// any program can that isn't known not to, and whether it names it. expensive is the first RUN before
// that which takes time. Either is nil if there is none.
func firstReader(stage *dockerfile.Stage, arg *dockerfile.Instruction, name string) (reader *dockerfile.Instruction, named bool, expensive *dockerfile.Instruction) {
	moved := effects.Of(arg, nil)
	for _, in := range stage.Instructions {
		if in.Index <= arg.Index {
			continue
		}
		named := in.Mentions(name)
		if named || in.Name == "RUN" && !effects.Independent(moved, effects.Of(in, nil)) {
			return in, named, expensive
		}
		if expensive == nil && costsTime(in) {
			expensive = in
		}
	}
	return nil, false, expensive
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
