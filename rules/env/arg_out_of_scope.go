package env

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"
	sh "mvdan.cc/sh/v3/syntax"

	"github.com/drydock-dev/drydock/facts"
	"github.com/drydock-dev/drydock/lint"
	"github.com/drydock-dev/drydock/lint/edit"
	"github.com/drydock-dev/drydock/syntax/dockerfile"
	"github.com/drydock-dev/drydock/syntax/shell"
)

var ArgOutOfScope = &lint.Rule{
	ID:       "arg-out-of-scope",
	Severity: lint.Warning,
	Profile:  lint.Recommended,
	Since:    "1.0",
	Summary:  "an ARG is empty here because it's out of scope",
	Doc: "An ARG is valid in its own stage, from its line on, and in stages built from that one. An\n" +
		"ARG above the first FROM is only for the names of base images. Out of\n" +
		"scope the variable is empty, without any error: the RUN goes on with a hole in its\n" +
		"command. To bring it in, repeat `ARG NAME` without a value in the stage. The arguments\n" +
		"that BuildKit sets itself, such as `TARGETARCH`, need that as well.",
	FixDoc: "Repeats the ARG above the instruction that uses it, with the default it has in another stage. If the ARG comes further down in the same stage, there's no fix: move that line up. The variable then has its value there. Check that the command doesn't rely on it being empty.",
	Safety: lint.Review,
	Check: lint.Dockerfile(func(p *lint.DockerfilePass) {
		elsewhere := declaredArgs(p.File)
		reported := map[*dockerfile.Stage]map[string]bool{}
		for _, in := range p.File.Instructions {
			if in.Stage == nil || in.Name == "ARG" || in.Name == "FROM" {
				continue
			}
			for _, name := range usedVariables(in) {
				if !elsewhere[name] || in.Stage.Defined(name, in) || mayBeInBase(p.Facts, in.Stage, name) || reported[in.Stage][name] {
					continue
				}
				if reported[in.Stage] == nil {
					reported[in.Stage] = map[string]bool{}
				}
				reported[in.Stage][name] = true
				reportOutOfScope(p, in, name)
			}
		}
	}),
}

// platformArgs are the arguments that BuildKit sets in stages that declare them.
// https://docs.docker.com/build/building/variables/#multi-platform-build-arguments
var platformArgs = []string{"BUILDPLATFORM", "BUILDOS", "BUILDARCH", "BUILDVARIANT", "TARGETPLATFORM", "TARGETOS", "TARGETARCH", "TARGETVARIANT"}

// declaredArgs returns the names of all ARGs in the file, and those that BuildKit sets.
func declaredArgs(f *dockerfile.File) map[string]bool {
	names := map[string]bool{}
	for _, name := range platformArgs {
		names[name] = true
	}
	for _, in := range f.Instructions {
		if arg, ok := in.Parsed.(*instructions.ArgCommand); ok {
			for _, a := range arg.Args {
				names[a.Key] = true
			}
		}
	}
	return names
}

// mayBeInBase reports whether the base image may set a variable, as language images do
// with their version.
func mayBeInBase(known *facts.Facts, stage *dockerfile.Stage, name string) bool {
	return !setsNothing(known, stage) && !slices.Contains(platformArgs, name) && (strings.HasSuffix(name, "_VERSION") || strings.HasSuffix(name, "_HOME") || name == "PATH")
}

// usedVariables returns the variables that a script, or an ENV, LABEL, COPY and the like,
// takes from outside: those that it neither sets nor gives a default.
func usedVariables(in *dockerfile.Instruction) []string {
	switch in.Name {
	case "RUN":
	case "ENV", "LABEL", "COPY", "ADD", "WORKDIR", "USER", "EXPOSE", "VOLUME", "STOPSIGNAL":
		return plainReferences(in)
	default:
		return nil
	}
	s := in.Script()
	if s == nil || s.Tree == nil {
		return nil
	}
	var used []string
	set := map[string]bool{}
	sh.Walk(s.Tree, func(n sh.Node) bool {
		switch n := n.(type) {
		case *sh.Assign:
			if n.Name != nil {
				set[n.Name.Value] = true
			}
		case *sh.WordIter:
			set[n.Name.Value] = true
		case *sh.ParamExp:
			if n.Param != nil && n.Exp == nil && !n.Length {
				used = append(used, n.Param.Value)
			}
		case *sh.CallExpr:
			if len(n.Args) > 0 && n.Args[0].Lit() == "read" {
				for _, a := range n.Args[1:] {
					set[a.Lit()] = true
				}
			}
		}
		return true
	})
	if len(in.Heredocs) > 0 || slices.ContainsFunc(s.Commands, func(c *shell.Command) bool { return slices.Contains([]string{"source", ".", "eval"}, c.Program()) }) {
		return nil // these may set anything
	}
	return slices.DeleteFunc(used, func(name string) bool { return set[name] })
}

// plainReference matches a variable without a default. It also matches escaped and
// single-quoted text, so that no variable is found in there.
var plainReference = regexp.MustCompile(`\\.|'[^']*'|\$(?:([A-Za-z_]\w*)|\{([A-Za-z_]\w*)\})`)

// plainReferences returns the variables that an instruction takes from above, each once.
// It leaves out those that an ENV appends to: they may be empty on purpose.
func plainReferences(in *dockerfile.Instruction) []string {
	seen := map[string]bool{}
	for name := range in.Definitions() {
		seen[name] = in.Name == "ENV"
	}
	var names []string
	var texts []string
	for _, f := range in.Flags {
		texts = append(texts, f.Value)
	}
	for _, a := range in.Args {
		texts = append(texts, a.Text)
	}
	for _, text := range texts {
		if !strings.Contains(text, "$") {
			continue // most texts
		}
		for _, m := range plainReference.FindAllStringSubmatch(text, -1) {
			if name := m[1] + m[2]; name != "" && !seen[name] {
				seen[name] = true
				names = append(names, name)
			}
		}
	}
	return names
}

func reportOutOfScope(p *lint.DockerfilePass, in *dockerfile.Instruction, name string) {
	message := fmt.Sprintf("`$%[1]s` is empty here: its ARG is outside this stage or below this line. Repeat `ARG %[1]s` in this stage, above its use.", name)
	if slices.Contains(platformArgs, name) {
		message = fmt.Sprintf("`$%[1]s` is empty here: BuildKit sets it only in stages that declare it. Add `ARG %[1]s` above its use.", name)
	}
	declaration, ok := declaration(p.File, in, name)
	if !ok {
		p.About(unsetVariable).Report(in.Span, message, nil)
		return
	}
	first := p.File.CommentsAbove(in)
	keyword := edit.LikeCase("ARG", p.File.Text(in.Keyword))
	p.About(unsetVariable).Report(in.Span, message, &lint.Fix{
		Safety: lint.Review,
		Note:   fmt.Sprintf("`%s` then has a value here. Check that the command doesn't rely on it being empty.", name),
		Edits:  []lint.Edit{edit.Insert(p.File.FullLineSpan(first).Start, keyword+" "+declaration+p.File.LineEnding())},
		Calls:  lint.Calls{Values: true},
	})
}

// declaration returns the argument of the ARG that brings a variable to an instruction:
// its name, with the default it has in another stage. ok is false if the ARG comes further
// down in the same stage: then that line should move up instead.
func declaration(file *dockerfile.File, in *dockerfile.Instruction, name string) (text string, ok bool) {
	text = name
	for _, other := range file.Instructions {
		if other.Name != "ARG" {
			continue
		}
		for _, a := range other.Args {
			switch key, _, _ := strings.Cut(a.Text, "="); {
			case key != name:
			case other.Stage == nil:
				return name, true // this brings the default of the global ARG
			case other.Stage == in.Stage:
				return "", false
			case !strings.Contains(a.Text, "$"):
				text = a.Text
			}
		}
	}
	return text, true
}
