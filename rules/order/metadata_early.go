package order

import (
	"fmt"
	"slices"
	"strings"

	"github.com/drydock-dev/drydock/cache"
	"github.com/drydock-dev/drydock/facts"
	"github.com/drydock-dev/drydock/lint"
	"github.com/drydock-dev/drydock/syntax/dockerfile"
)

var MetadataEarly = &lint.Rule{
	ID:       "metadata-early",
	Severity: lint.Warning,
	Profile:  lint.Recommended,
	Since:    "1.0",
	Summary:  "a LABEL or similar uses a value that changes with every build, before expensive steps",
	Doc: "A commit or a date in a LABEL is useful. But its ARG must come before it, and the value of\n" +
		"an ARG counts for every RUN below, used or not. Above an install, it makes every build\n" +
		"reinstall everything. At the end of the stage the same label costs nothing.\n\n" +
		"The rule checks LABEL, EXPOSE, CMD, ENTRYPOINT, HEALTHCHECK, STOPSIGNAL and ENV, if they use\n" +
		"a variable that by its name is new at each build (`GIT_COMMIT`, `BUILD_DATE`…). Without\n" +
		"such a variable, metadata doesn't make BuildKit rerun anything. [arg-early](arg-early.md)\n" +
		"is about the ARG whose first use is further down.",
	FixDoc:   "Moves the ARG and what uses it below the expensive instructions. Offered only if none of these reads the variable; see [the model](../cache.md).",
	Safety:   lint.Review,
	Rebuilds: true,
	Check: lint.Dockerfile(func(p *lint.DockerfilePass) {
		for _, stage := range p.File.Stages {
			checkMetadata(p, stage)
		}
	}),
}

var metadata = []string{"LABEL", "EXPOSE", "CMD", "ENTRYPOINT", "HEALTHCHECK", "STOPSIGNAL", "ENV"}

// earlyArgs is ARGs and the metadata that uses them, above instructions that take time.
type earlyArgs struct {
	names     []string
	block     []int                   // their places in the stage
	last      int                     // place of the last instruction that takes time and can be passed
	expensive *dockerfile.Instruction // first instruction that takes time
}

// checkMetadata reports metadata that uses ARGs, above a RUN that takes time and doesn't use
// them. All such metadata of a stage moves together: any that stays would rerun that RUN.
func checkMetadata(p *lint.DockerfilePass, stage *dockerfile.Stage) {
	var all earlyArgs
	for i, in := range stage.Instructions {
		if in.Name != "ARG" || len(in.Args) != 1 {
			continue
		}
		e := earlyArgOf(stage, i)
		if e.expensive == nil || len(e.block) < 2 {
			continue
		}
		if all.expensive == nil {
			all = e
			continue
		}
		all.names, all.block, all.last = append(all.names, e.names...), append(all.block, e.block...), min(all.last, e.last)
	}
	if all.expensive == nil {
		return
	}
	slices.Sort(all.block)
	all.block = slices.Compact(all.block)
	first := slices.IndexFunc(all.block, func(i int) bool { return stage.Instructions[i].Name != "ARG" })
	in := stage.Instructions[all.block[first]]
	changes, argument := "changes", "ARG"
	if len(all.names) > 1 {
		changes, argument = "change", "ARGs"
	}
	p.Report(in.Span, fmt.Sprintf("Every build reruns line %d, because %s above it %s each time. Move this %s and its %s to the end of the stage.",
		all.expensive.Line, lint.QuoteList(all.names), changes, in.Name, argument),
		moveBelow(p.Facts, p.File, stage, all.block, all.last))
}

// earlyArgOf returns an ARG, given by its place in the stage, with the metadata that uses it.
func earlyArgOf(stage *dockerfile.Stage, arg int) earlyArgs {
	name, value, _ := strings.Cut(stage.Instructions[arg].Args[0].Text, "=")
	e := earlyArgs{names: []string{name}, block: []int{arg}}
	if !cache.NewEachBuild.MatchString(name) || !placeholderValue.MatchString(value) {
		return e
	}
	for i := arg + 1; i < len(stage.Instructions); i++ {
		in := stage.Instructions[i]
		switch uses := in.Mentions(name); {
		case uses && e.expensive == nil && slices.Contains(metadata, in.Name):
			e.block = append(e.block, i)
		case uses:
			return e // from here on the value is needed
		case costsTime(in):
			e.last = i
			if e.expensive == nil {
				e.expensive = in
			}
		}
	}
	return e
}

// moveBelow returns the fix that moves steps of a stage, given by index, below the step
// last. It's nil if that could change the image or saves little.
func moveBelow(known *facts.Facts, file *dockerfile.File, stage *dockerfile.Stage, block []int, last int) *lint.Fix {
	m := known.Layers(file, stage)
	var passed cache.Order
	for i := block[0]; i <= last; i++ {
		if slices.Contains(block, i) {
			continue
		}
		for _, b := range block {
			if b < i && !m.Independent(b, i) {
				return nil
			}
		}
		passed = append(passed, i)
	}
	order := m.AsWritten()
	copy(order[block[0]:], append(passed, block...))
	parts := m.Parts(order)
	if len(parts) != 1 || parts[0].Gain < worthMoving {
		return nil
	}
	return reorder(file, m, parts[0])
}
